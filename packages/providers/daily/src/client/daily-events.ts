import type { ProviderEvent, ProviderMedia } from '@patchbay/contract';
import { endOf } from '../daily-errors.ts';
import type { DailyCallObject, DailyPerson, DailyTransport } from './daily-sdk.ts';
import {
  decodeMessage,
  type DailyPublication,
  publicationsOf,
  qualityOf,
  readNotes,
} from './daily-translate.ts';

type Report = (event: ProviderEvent) => void;
type Shown = DailyPublication & { readonly person: string };

const nothing = () => () => undefined;

/**
 * Daily has no deltas worth relying on: the state of everybody is there at any time. So after whatever happens the state is
 * compared with what was reported last, and the difference is reported. Call once joined.
 */
export function reportCall(call: DailyCallObject, report: Report): void {
  const self = call.participants().local;
  const shown = new Map<string, Shown>();
  const qualities = new Map<string, string | undefined>();
  const broken = new Set<string>();
  let roster = '';

  const others = (): readonly DailyPerson[] =>
    Object.values(call.participants()).filter(({ local, user_id: id }) => !local && id !== self.user_id);

  const reportRoster = (people: readonly DailyPerson[]): void => {
    // Of two connections of one person, who is moving from one device to another, the later one tells.
    const byId = new Map(people.map((person) => [person.user_id, readNotes(person)?.userKey]));
    const participants = [...byId].map(([id, userKey]) => ({ id, userKey }));
    const told = JSON.stringify(participants);
    if (told !== roster) report({ type: 'roster', participants });
    roster = told;
  };
  const reportMedia = (people: readonly DailyPerson[]): void => {
    const now = new Map(
      people.flatMap((person) =>
        publicationsOf(person).map((one) => [one.id, { ...one, person: person.user_id }]),
      ),
    );
    for (const id of shown.keys())
      if (!now.has(id) && shown.delete(id)) report({ type: 'media-removed', id });
    for (const [id, one] of now) {
      const before = shown.get(id);
      // Until it can be shown it is not there; what is muted has no track for those who come later.
      if (!before?.track && !one.track && !one.muted) continue;
      const after = { ...one, track: one.track ?? before?.track };
      shown.set(id, after);
      if (!before || before.track !== after.track) report({ type: 'media-added', media: mediaOf(after) });
      if (before && before.muted !== after.muted) report({ type: 'media-muted', id, muted: after.muted });
      if ((before?.paused ?? false) !== after.paused)
        report({ type: 'media-paused', id, paused: after.paused });
    }
  };
  const reportQualities = (people: readonly DailyPerson[]): void => {
    for (const { user_id: participantId, networkQualityState: state } of people) {
      if (state === undefined || qualities.get(participantId) === state) continue;
      qualities.set(participantId, state);
      report({ type: 'quality', participantId, quality: qualityOf(state) });
    }
  };
  const compare = (): void => {
    const people = others();
    reportRoster(people);
    reportMedia(people);
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
    compare();
    report({ type: 'restored' });
  };

  call.on('participant-joined', ({ participant }) => {
    // A later join of the same person: ours is over. Daily itself would call it an ejection.
    if (participant.user_id === self.user_id && !participant.local && !isEarlier(participant, self))
      return report({ type: 'closed', reason: 'duplicate', error: undefined });
    compare();
  });
  call.on('participant-updated', compare);
  call.on('participant-left', ({ participant }) => {
    compare();
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

  reportRoster(others());
  compare();
}

/** Who tells no time is not. */
const isEarlier = ({ joined_at: one }: DailyPerson, { joined_at: other }: DailyPerson): boolean =>
  one !== undefined && other !== undefined && one < other;

function mediaOf({ id, person, source, kind, muted, track }: Shown): ProviderMedia {
  const about = { id, participantId: person, source, kind, muted };
  return track ? { ...about, track } : { ...about, track: undefined, attach: nothing };
}
