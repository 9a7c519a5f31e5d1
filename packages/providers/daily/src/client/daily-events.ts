import type { ProviderEvent, ProviderMedia } from '@patchbay/contract';
import { endOf } from '../daily-errors.ts';
import type { DailyCallObject, DailyPerson, DailyTransport } from './daily-sdk.ts';
import { decodeMessage, publicationsOf, qualityOf, readNotes } from './daily-translate.ts';

type Report = (event: ProviderEvent) => void;

/**
 * Daily has no deltas worth relying on: the state of everybody is there at any time. So after whatever happens that is told, and
 * the session knows what is new in it. Call once joined.
 */
export function reportCall(call: DailyCallObject, report: Report): void {
  const self = call.participants().local;
  /** By id, whether there ever was a track of it. */
  const shown = new Map<string, boolean>();
  const qualities = new Map<string, string | undefined>();
  const broken = new Set<string>();

  const others = (): readonly DailyPerson[] =>
    Object.values(call.participants()).filter(({ local, user_id: id }) => !local && id !== self.user_id);

  const describe = (person: DailyPerson): readonly ProviderMedia[] =>
    publicationsOf(person).flatMap(({ track, ...about }): readonly ProviderMedia[] => {
      const hadTrack = shown.get(about.id);
      const isComing = !track && !about.muted && hadTrack !== true;
      // Until it can be shown it is not there, or still muted; what is muted has no track for those who come later.
      if (isComing && hadTrack === undefined) return [];
      shown.set(about.id, track !== undefined || hadTrack === true);
      const media = { ...about, muted: about.muted || isComing, participantId: person.user_id };
      return [track ? { ...media, track } : { ...media, track }];
    });
  const reportQualities = (people: readonly DailyPerson[]): void => {
    for (const { user_id: participantId, networkQualityState: state } of people) {
      if (state === undefined || qualities.get(participantId) === state) continue;
      qualities.set(participantId, state);
      report({ type: 'quality', participantId, quality: qualityOf(state) });
    }
  };
  const tellAll = (): void => {
    const people = others();
    // Of two connections of one person, who is moving from one device to another, the later one tells.
    const byId = new Map(people.map((person) => [person.user_id, readNotes(person)?.userKey]));
    const participants = [...byId].map(([id, userKey]) => ({ id, userKey }));
    report({ type: 'roster', participants, media: people.flatMap(describe) });
    reportQualities(people);
  };

  const hearTransport = ({ type, event, session_id: session, sfu_id: sfu }: DailyTransport): void => {
    const transport = [type, session, sfu].join('/');
    if (event === 'interrupted') {
      if (broken.size === 0)
        report({ type: 'interrupted', scope: type === 'signaling' ? 'signalling' : 'media' });
      broken.add(transport);
      return;
    }
    if (!broken.delete(transport) || broken.size > 0) return;
    tellAll();
    report({ type: 'restored' });
  };

  call.on('participant-joined', ({ participant }) => {
    // A later join of the same person: ours is over. Daily itself would call it an ejection.
    if (participant.user_id === self.user_id && !participant.local && !isEarlier(participant, self))
      return report({ type: 'closed', reason: 'duplicate', error: undefined });
    tellAll();
  });
  call.on('participant-updated', tellAll);
  call.on('participant-left', ({ participant }) => {
    tellAll();
    // The connection to somebody who left will not come back.
    hearTransport({ type: 'peer-to-peer', event: 'connected', session_id: participant.session_id });
  });
  call.on('app-message', ({ data, fromId }) => {
    const decoded = decodeMessage(data);
    const from = call.participants()[fromId]?.user_id;
    if (decoded && from !== undefined && from !== self.user_id)
      report({ type: 'message', from, message: decoded.message });
  });
  call.on('active-speaker-change', ({ activeSpeaker: { peerId } }) => {
    const speaker = call.participants()[peerId]?.user_id;
    report({ type: 'active-speakers', participantIds: speaker === undefined ? [] : [speaker] });
  });
  call.on('network-quality-change', ({ networkState }) =>
    report({ type: 'quality', participantId: undefined, quality: qualityOf(networkState) }),
  );
  call.on('network-connection', hearTransport);
  call.on('error', (failure) => report({ type: 'closed', ...endOf(failure) }));
  // An `error` comes before; without one Daily let us go.
  call.on('left-meeting', () => report({ type: 'closed', reason: 'removed', error: undefined }));

  tellAll();
}

/** Who tells no time is not. */
const isEarlier = ({ joined_at: one }: DailyPerson, { joined_at: other }: DailyPerson): boolean =>
  one !== undefined && other !== undefined && one < other;
