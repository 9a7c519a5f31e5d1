import type { Json, ProviderEvent, ProviderParticipant, UserKey } from '@patchbay/contract';
import type { TwilioLocalDataTrack, TwilioPublication, TwilioPerson, TwilioRoom } from './twilio-sdk.ts';
import { decodeNote, type TwilioNote } from './twilio-translate.ts';

/** The name of our data track; others belong to somebody else. */
export const talkTrackName = 'patchbay';

const helloMilliseconds = 5000;

export interface TwilioTalk {
  /** With the `userKey`, once the other side has told it. */
  describe(participant: TwilioPerson): ProviderParticipant;
  /** Resolves once everybody present hears us and it is on its way. */
  send(message: Json): Promise<void>;
}

function newcomer() {
  const { promise: hearsUs, resolve: confirm } = Promise.withResolvers<void>();
  setTimeout(confirm, helloMilliseconds);
  return { userKey: undefined as UserKey | undefined, isConfirmed: false, hearsUs, confirm };
}

/**
 * Twilio has no participant metadata, does not say who receives a data track, and loses what is sent before. So whoever
 * begins to hear somebody says hello: who one is, and whom one hears. Of two people the one who begins later is heard by the
 * other, who answers: then both know both. Who comes is told with their hello, and messages wait for it; who says none in
 * time is no client of ours.
 */
export function createTwilioTalk(
  room: TwilioRoom,
  track: TwilioLocalDataTrack,
  userKey: UserKey,
  report: (event: ProviderEvent) => void,
): TwilioTalk {
  /** By sid: a rejoin is somebody new. */
  const others = new Map<string, ReturnType<typeof newcomer>>();
  const hears = new Set<string>();
  let queue = Promise.resolve();

  const meet = ({ sid }: TwilioPerson) => {
    const other = others.get(sid) ?? newcomer();
    others.set(sid, other);
    return other;
  };
  const describe = (participant: TwilioPerson): ProviderParticipant => ({
    id: participant.identity,
    userKey: meet(participant).userKey,
  });
  const introduce = (participant: TwilioPerson): void => {
    if (!room.participants.has(participant.sid)) return;
    report({ type: 'participant-joined', participant: describe(participant) });
  };
  const write = (note: TwilioNote): void => track.send(JSON.stringify(note));
  const sayHello = (): void => write({ hello: { userKey, hears: [...hears] } });
  const hear = (publication: TwilioPublication, { sid }: TwilioPerson): void => {
    if (publication.kind !== 'data' || publication.trackName !== talkTrackName || !publication.track) return;
    hears.add(sid);
    sayHello();
  };

  room.on('participantConnected', (participant) => {
    void meet(participant).hearsUs.then(() => introduce(participant));
  });
  room.on('participantDisconnected', ({ sid }) => {
    others.get(sid)?.confirm();
    others.delete(sid);
    hears.delete(sid);
  });
  room.on('disconnected', () => others.forEach(({ confirm }) => confirm()));
  room.on('trackSubscribed', (_track, publication, participant) => hear(publication, participant));
  room.on('trackUnsubscribed', (_track, { trackName }, { sid }) => {
    if (trackName === talkTrackName) hears.delete(sid);
  });
  room.on('trackMessage', (data, { name }, participant) => {
    const note = name === talkTrackName ? decodeNote(data) : undefined;
    if (!note) return;
    const from = participant.identity;
    if ('message' in note) return report({ type: 'message', from, message: note.message });
    const other = meet(participant);
    const isNews = !other.isConfirmed;
    other.userKey = note.hello.userKey;
    other.isConfirmed = note.hello.hears.includes(room.localParticipant.sid);
    introduce(participant);
    if (!other.isConfirmed) return;
    other.confirm();
    if (isNews) sayHello();
  });

  for (const participant of room.participants.values()) {
    meet(participant);
    for (const publication of participant.tracks.values()) hear(publication, participant);
  }

  return {
    describe,
    send: (message) => {
      const sent = queue.then(async () => {
        // Also for those who join meanwhile: the iterator goes on to them.
        for (const { hearsUs } of others.values()) await hearsUs;
        write({ message });
      });
      queue = sent.catch(() => undefined);
      return sent;
    },
  };
}
