export { ensureMediasoupWorker } from './ensure-mediasoup-worker.ts';
