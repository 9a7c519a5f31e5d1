import { randomUUID } from 'node:crypto';
import { createSecret } from './whereby-account.ts';
import type { JoinRoom } from './whereby-wire.ts';

/** An SDK's signalling connection. */
export interface Wire {
  tell(event: string, payload?: object): void;
  /** Breaks it, as a network does. */
  cut(): void;
}

export type ClientRole = 'host' | 'visitor';

/** The id of everybody's camera stream, as the SDK expects it. */
const cameraStream = '0';

/** Somebody in a room: one join, with its rejoins. */
export class EmulatedClient {
  readonly id = randomUUID();
  readonly claim = createSecret();
  readonly deviceId: string;
  readonly role: ClientRole;
  readonly externalId: string | undefined;
  readonly joinedAt: number;
  leftAt: number | undefined;
  displayName: string;
  isAudioEnabled: boolean;
  isVideoEnabled: boolean;
  /** Undefined while the connection is gone. */
  wire: Wire | undefined;
  /** Set by a fault: until it is lifted the connection is not taken back. */
  isHeld = false;
  /** Calls off the end of a place whose connection is gone. */
  keep: () => void = () => undefined;
  readonly screenshares = new Map<string, { readonly hasAudioTrack: boolean }>();

  constructor(request: JoinRoom, role: ClientRole, deviceId: string, joinedAt: number, wire: Wire) {
    this.deviceId = deviceId;
    this.role = role;
    this.externalId = request.externalId ?? undefined;
    this.joinedAt = joinedAt;
    this.displayName = request.displayName ?? '';
    this.isAudioEnabled = request.config.isAudioEnabled;
    this.isVideoEnabled = request.config.isVideoEnabled;
    this.wire = wire;
  }

  /** As the others are told of this client. */
  seen() {
    return {
      id: this.id,
      deviceId: this.deviceId,
      displayName: this.displayName,
      externalId: this.externalId ?? null,
      isAudioEnabled: this.isAudioEnabled,
      isVideoEnabled: this.isVideoEnabled,
      streams: [cameraStream, ...this.screenshares.keys()],
      role: { roleName: this.role },
      breakoutGroup: null,
      isAudioRecorder: false,
      isDialIn: false,
      startedCloudRecordingAt: null,
      startedLiveTranscriptionAt: null,
    };
  }
}
