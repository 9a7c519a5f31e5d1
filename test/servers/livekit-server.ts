export { ensureLivekitServer } from './ensure-livekit-server.ts';
export { type RunningLivekitServer, startLivekitServer } from './start-livekit-server.ts';
