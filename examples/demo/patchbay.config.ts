import { defineConfig } from '@patchbay/server';

export default defineConfig({
  // Change this to 'livekit' while the demo runs: the next consult is there, the page stays as it is.
  provider: 'mesh',
  // An ephemeral secret and API key, and consults declared non-PHI: never for patients.
  development: true,
  // Run here and handed to nobody: what copyleft asks of those who ship software (Janus is GPL) is not asked of this.
  compliance: { product: { model: 'closed', delivery: 'hosted' } },
});
