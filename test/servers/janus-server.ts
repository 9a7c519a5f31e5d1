export { ensureJanus } from './ensure-janus.ts';
export { type RunningJanusServer, startJanusServer } from './start-janus-server.ts';
