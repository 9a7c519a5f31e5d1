import { defineConfig } from '@patchbay/server';

export default defineConfig({
  provider: 'livekit',
  providers: {
    mesh: { iceServers: '[{"urls":"stun:turn.clinic.example:3478"}]' },
    // The key and the secret come from the environment: LIVEKIT_API_KEY, LIVEKIT_API_SECRET.
    livekit: { url: 'wss://sfu.clinic.example' },
  },
  server: {
    port: 8787,
    publicUrl: 'https://video.clinic.example',
    allowedOrigins: ['https://app.clinic.example'],
    trustedProxies: 1,
  },
  dataDirectory: '/var/lib/patchbay',
  compliance: {
    product: { model: 'closed', delivery: 'hosted' },
    // Both providers run on the clinic's own machines, so it is the cloud host's agreement that counts.
    hosts: { mesh: ['cloud-host'], livekit: ['cloud-host'] },
    attestations: [
      {
        id: 'cloud-host-2026',
        party: 'host',
        host: 'cloud-host',
        signedOn: '2026-09-01',
        effective: '2026-09-15',
        expires: '2027-09-14',
        covers: ['video'],
        settings: [],
        documentReference: 'contracts/cloud-host-baa-2026',
        verifiedBy: 'compliance-officer',
        verifiedOn: '2026-09-16',
      },
    ],
  },
});
