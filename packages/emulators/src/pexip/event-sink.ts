import type { EmulatorLog } from '../emulator-log.ts';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import type { EmulatedConference } from './emulated-conference.ts';
import type { EmulatedParticipant } from './emulated-participant.ts';
import { basicAuthorization, type PexipAccount } from './pexip-account.ts';

export interface EventSinkParts extends EmulatorSurroundings {
  readonly account: PexipAccount;
  readonly log: EmulatorLog;
  /** Undefined when no sink is configured. */
  readonly url: string | undefined;
}

export interface EventSink {
  conference(conference: EmulatedConference, event: 'conference_started' | 'conference_ended'): void;
  participant(
    conference: EmulatedConference,
    participant: EmulatedParticipant,
    event: 'participant_connected' | 'participant_disconnected',
  ): void;
  /** A fault: nobody is told who left. */
  areLeavesLost: boolean;
  /** Resolves when all that was to be sent has been, or has failed. */
  settled(): Promise<void>;
}

/** Primary address of the one Conferencing Node that there is. */
const node = '127.0.0.1';

/** Posts events in order, one by one, with HTTP Basic: Pexip signs nothing. */
export function createEventSink(parts: EventSinkParts): EventSink {
  const { account, log, now, url } = parts;
  let queue = Promise.resolve();
  let sequence = 0;

  const send = (event: string, data: object): void => {
    if (url === undefined) return;
    sequence += 1;
    const body = JSON.stringify({ node, seq: sequence, version: 2, time: now() / 1000, event, data });
    queue = queue.then(async () => {
      const status = await post(parts.fetch, url, body, account);
      log.add('emulator', `event ${event}`, { status });
    });
  };

  const sink: EventSink = {
    areLeavesLost: false,
    conference: ({ terms, startedAt }, event) =>
      send(event, {
        guests_muted: false,
        is_locked: false,
        is_started: true,
        name: terms.name,
        service_type: 'conference',
        start_time: startedAt / 1000,
        tag: terms.tag,
        ...(event === 'conference_ended' && { end_time: now() / 1000 }),
      }),
    participant: (
      { terms: { name, tag, aliases } },
      { uuid, terms, hasMedia, mutes, leftAt, leftWhy },
      event,
    ) => {
      if (leftAt !== undefined && sink.areLeavesLost) return;
      send(event, {
        uuid,
        call_direction: 'in',
        call_id: uuid,
        call_tag: terms.callTag,
        conference: name,
        connect_time: terms.joinedAt / 1000,
        conversation_id: uuid,
        destination_alias: aliases[0] ?? '',
        display_name: terms.displayName,
        encryption: 'On',
        has_media: hasMedia,
        is_client_muted: mutes.isClientMuted,
        is_muted: mutes.isMuted,
        is_presenting: false,
        is_streaming: false,
        media_node: node,
        protocol: 'WebRTC',
        proxy_node: '',
        related_uuids: [],
        remote_address: '127.0.0.1',
        role: terms.role,
        service_tag: tag,
        service_type: 'conference',
        signalling_node: node,
        source_alias: '',
        system_location: 'loopback',
        vendor: '',
        ...(leftAt !== undefined && {
          disconnect_reason: leftWhy,
          duration: (leftAt - terms.joinedAt) / 1000,
          end_time: leftAt / 1000,
        }),
      });
    },
    settled: () => queue,
  };
  return sink;
}

/** The HTTP status; 0 when nobody answered. */
async function post(send: typeof fetch, url: string, body: string, account: PexipAccount): Promise<number> {
  try {
    const authorization = basicAuthorization(account.sinkUsername, account.sinkPassword);
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await send(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
