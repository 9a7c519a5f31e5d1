import { broken } from './broken-provider.ts';

export const brokenMedia = [
  broken(
    'loses-early-tracks',
    'says nothing of tracks that were there before',
    ['joining/tracks-present', 'subscribing/late-joiner', 'muting/late-joiner'],
    () => ({
      facts: (event, { isConnected }) => (event.type === 'media-added' && !isConnected ? [] : [event]),
    }),
  ),

  broken(
    'mistakes-cameras-for-screens',
    'reports a camera as a screen',
    ['publishing/camera', 'publishing/raw-camera', 'subscribing/earlier-joiner'],
    () => ({
      facts: (event) =>
        event.type === 'media-added' && event.media.source === 'camera'
          ? [{ ...event, media: { ...event.media, source: 'screen' } }]
          : [event],
    }),
  ),

  broken(
    'stops-what-it-was-lent',
    "stops the session's track when it is muted",
    ['muting/track-survives'],
    () => ({
      verbs: (inner) => {
        const lent = new Map<string, MediaStreamTrack | undefined>();
        return {
          publish: async (media) => {
            const id = await inner.publish(media);
            lent.set(id, media.track);
            return id;
          },
          setMuted: async (id, muted) => {
            if (muted) lent.get(id)?.stop();
            await inner.setMuted(id, muted);
          },
        };
      },
    }),
  ),

  broken(
    'mutes-in-silence',
    'tells nobody that a track was muted',
    ['muting/microphone', 'muting/late-joiner', 'muting/repeated'],
    () => ({ verbs: () => ({ setMuted: async () => undefined }) }),
  ),

  broken(
    'is-one-mute-behind',
    'answers a mute before it is done, and does it with the next one',
    ['concurrency/one-verb-at-a-time', 'muting/microphone'],
    () => ({
      verbs: (inner) => {
        let due = async (): Promise<void> => undefined;
        return {
          setMuted: async (id, muted) => {
            const before = due;
            due = () => inner.setMuted(id, muted);
            await before();
          },
        };
      },
    }),
  ),

  broken(
    'publishes-unmuted',
    'announces as heard what is published muted',
    ['publishing/muted', 'publishing/muted-camera'],
    () => ({ verbs: (inner) => ({ publish: (media) => inner.publish({ ...media, muted: false }) }) }),
  ),

  broken(
    'replaces-by-publishing-anew',
    'takes a publication back and makes another where it claims to replace tracks in place',
    ['device-change/same-publication'],
    () => ({
      verbs: (inner) => {
        const successors = new Map<string, string>();
        const current = (id: string): string => successors.get(id) ?? id;
        return {
          replace: async (id, media) => {
            await inner.unpublish(current(id));
            successors.set(id, await inner.publish(media));
          },
          unpublish: (id) => inner.unpublish(current(id)),
          setMuted: (id, muted) => inner.setMuted(current(id), muted),
        };
      },
    }),
  ),

  broken(
    'never-takes-back',
    'leaves published what is unpublished',
    ['subscribing/unpublished', 'concurrency/publish-given-up'],
    () => ({ verbs: () => ({ unpublish: async () => undefined }) }),
  ),
];
