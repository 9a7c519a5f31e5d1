export type { AgoraAccount } from './agora-account.ts';
export type { AccessPointError } from './agora-errors.ts';
export {
  type AgoraEmulator,
  type AgoraEmulatorOptions,
  type AgoraFaults,
  startAgoraEmulator,
} from './start-agora-emulator.ts';
