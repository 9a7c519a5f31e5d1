export { browserPlatform, type SignallingPlatform } from './browser-platform.ts';
export { enterRoom, type RoomEntry, type RoomListener } from './enter-room.ts';
