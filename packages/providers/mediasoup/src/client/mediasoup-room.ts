import type { enterRoom } from '@patchbay/signalling/client';
import type { MediasoupProtocol } from '../mediasoup-wire.ts';

export type MediasoupRoom = ReturnType<typeof enterRoom<MediasoupProtocol>>;
export type Ask = MediasoupRoom['ask'];
