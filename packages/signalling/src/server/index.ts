export { createRooms, type Rooms, type RoomsOptions } from './create-rooms.ts';
export { serverTiming, type ServerTiming } from './server-timing.ts';
export type { Hall, HallHost, Place, SeatHost } from './hall.ts';
export { refusal } from './refusal.ts';
