import type { AgoraClient, AgoraTrack } from './agora-sdk.ts';

export type AgoraScreen = ReturnType<typeof createAgoraScreen>;

/**
 * The second client of a person, there only while something of a screen is published. One thing after the other: picture and
 * sound of a screen come at once.
 */
export function createAgoraScreen(
  openClient: () => AgoraClient,
  join: (client: AgoraClient) => Promise<unknown>,
) {
  const tracks = new Set<AgoraTrack>();
  let client: AgoraClient | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const inTurn = (work: () => Promise<unknown>): Promise<unknown> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };
  const leave = async (): Promise<void> => {
    const leaving = client;
    client = undefined;
    tracks.clear();
    await leaving?.leave().catch(() => undefined);
  };
  const publish = async (track: AgoraTrack): Promise<void> => {
    if (!client) await join((client = openClient()));
    await client.publish([track as never]);
    tracks.add(track);
  };

  return {
    publish: (track: AgoraTrack) =>
      inTurn(() =>
        publish(track).catch(async (error: unknown) => {
          if (tracks.size === 0) await leave();
          throw error;
        }),
      ),
    unpublish: (track: AgoraTrack) =>
      inTurn(async () => {
        if (tracks.delete(track)) await (tracks.size > 0 ? client?.unpublish([track as never]) : leave());
      }),
    /** Never rejects. */
    leave: () => inTurn(leave),
  };
}
