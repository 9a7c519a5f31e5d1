export { createRooms, type Rooms } from './create-rooms.ts';
export type { RoomsOptions } from './create-own-rooms.ts';
export { serverTiming, type ServerTiming } from './server-timing.ts';
export type { Hall, HallHost, Place, SeatHost } from './hall.ts';
export { refusal } from './refusal.ts';
