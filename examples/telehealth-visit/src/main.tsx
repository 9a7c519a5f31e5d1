import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { providers } from '../patchbay.providers.ts';
import { App } from './app.tsx';
import { ConsultCall } from './call/consult-call.ts';
import { DevicePreview } from './devices/device-preview.ts';
import { createVisitApi } from './visit/visit-api.ts';
import { VisitFlow } from './visit/visit-flow.ts';
import { parseVisitLink } from './visit/visit-link.ts';

const devices = new DevicePreview((navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices);

const flow = new VisitFlow({
  link: parseVisitLink(location.search),
  api: createVisitApi((input, init) => fetch(input, init)),
  createCall: (ticket) => new ConsultCall(ticket, { providers, now: () => Date.now() }),
  releaseDevices: () => devices.release(),
});

const element = document.querySelector('#visit');
if (element === null) throw new Error('The page has no element with the id "visit" to draw into.');
createRoot(element).render(
  <StrictMode>
    <App flow={flow} devices={devices} />
  </StrictMode>,
);
void flow.start();
