import { randomUUID } from 'node:crypto';
import type { EventStream } from './pexip-wire.ts';

export interface ParticipantTerms {
  readonly displayName: string;
  readonly callTag: string;
  readonly role: 'chair' | 'guest';
  /** Milliseconds since the Unix epoch. */
  readonly joinedAt: number;
}

/** Somebody in a conference: one token, whoever it is. */
export class EmulatedParticipant {
  readonly uuid = randomUUID();
  readonly token = randomUUID();
  readonly terms: ParticipantTerms;
  readonly mutes = { isMuted: false, isClientMuted: false, isVideoMuted: false };
  isPresenting = false;
  hasMedia = false;
  leftAt: number | undefined;
  leftWhy = '';
  /** Undefined while nobody listens. */
  stream: EventStream | undefined;
  /** Set by a fault: nothing of this participant's is answered. */
  isHeld = false;
  /** Calls off the end of the token. */
  keep: () => void = () => undefined;

  constructor(terms: ParticipantTerms) {
    this.terms = terms;
  }

  tell(event: string, data: unknown): void {
    this.stream?.tell(event, data);
  }

  /** As clients are told of it (`participant_create`). */
  get resource() {
    const { displayName, callTag, role, joinedAt } = this.terms;
    const { isMuted, isClientMuted, isVideoMuted } = this.mutes;
    return {
      api_url: `/participants/${this.uuid}`,
      buzz_time: 0,
      call_direction: 'in',
      call_tag: callTag,
      can_receive_personal_mix: false,
      disconnect_supported: 'YES',
      display_name: displayName,
      encryption: 'On',
      external_node_uuid: '',
      fecc_supported: 'NO',
      has_media: this.hasMedia,
      is_audio_only_call: 'NO',
      is_client_muted: isClientMuted,
      is_conjoined: false,
      is_external: false,
      is_idp_authenticated: false,
      is_muted: yesOrNo(isMuted),
      is_presenting: yesOrNo(this.isPresenting),
      is_streaming_conference: false,
      is_transferring: false,
      is_video_call: 'YES',
      is_video_muted: isVideoMuted,
      is_video_silent: false,
      local_alias: '',
      mute_supported: 'YES',
      needs_presentation_in_mix: false,
      overlay_text: displayName,
      presentation_supported: 'YES',
      protocol: 'api',
      receive_from_video_mix: { mix_name: 'main', timestamp: joinedAt / 1000 },
      role,
      rx_presentation_policy: 'ALLOW',
      service_type: 'conference',
      spotlight: 0,
      start_time: joinedAt / 1000,
      supports_direct_chat: true,
      transfer_supported: 'YES',
      uri: '',
      uuid: this.uuid,
      vendor: '',
    };
  }
}

const yesOrNo = (value: boolean): 'YES' | 'NO' => (value ? 'YES' : 'NO');
