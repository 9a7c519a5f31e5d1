import { useEffect, useRef } from 'react';
import type { ConsultCall, Control } from '../call/consult-call.ts';
import type { DevicePreview } from '../devices/device-preview.ts';
import type { DeviceKind } from '../devices/device-trouble.ts';
import { useDevices } from '../hooks/use-devices.ts';
import { DeviceSelect } from './device-select.tsx';

interface DevicesDialogProperties {
  readonly call: ConsultCall;
  readonly devices: DevicePreview;
  readonly busy: readonly Control[];
  readonly onClose: () => void;
}

const kinds: readonly DeviceKind[] = ['camera', 'microphone'];

/** Another camera or microphone during the visit. */
export function DevicesDialog({ call, devices, busy, onClose }: DevicesDialogProperties) {
  const sides = useDevices(devices);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const choose = async (kind: DeviceKind, id: string) => {
    const changed = await call.changeDevice(kind, id);
    if (changed) await devices.choose(kind, id);
  };
  return (
    <dialog
      ref={dialog}
      className="card dialog"
      aria-label="Camera and microphone"
      data-testid="devices-dialog"
      onClose={onClose}
    >
      <h2>Camera and microphone</h2>
      {kinds.map((kind) => (
        <DeviceSelect
          key={kind}
          kind={kind}
          side={sides[kind]}
          disabled={busy.includes(kind)}
          onChoose={(id) => void choose(kind, id).catch(() => undefined)}
        />
      ))}
      <button type="button" className="button button-main" data-testid="devices-done" onClick={onClose}>
        Done
      </button>
    </dialog>
  );
}
