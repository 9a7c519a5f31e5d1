export { startVonageEmulator, type VonageEmulator } from './start-vonage-emulator.ts';
