import type { AgoraClient, AgoraLocalTrack } from './agora-sdk.ts';

export interface ScreenSeat {
  readonly appId: string;
  readonly channel: string;
  readonly token: string;
  readonly uid: number;
}

/** The second client of a person, there only while something of a screen is published. */
export interface AgoraScreen {
  publish(track: AgoraLocalTrack): Promise<void>;
  unpublish(track: AgoraLocalTrack): Promise<void>;
  /** Never rejects. */
  leave(): Promise<void>;
}

export function createAgoraScreen(openClient: () => AgoraClient, seat: ScreenSeat): AgoraScreen {
  const tracks = new Set<AgoraLocalTrack>();
  let client: AgoraClient | undefined;
  let queue = Promise.resolve();

  /** One after the other: picture and sound of one screen come at once. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };
  const leaveNow = async (): Promise<void> => {
    const leaving = client;
    client = undefined;
    tracks.clear();
    await leaving?.leave().catch(() => undefined);
  };
  const enter = async (): Promise<AgoraClient> => {
    if (client) return client;
    const { appId, channel, token, uid } = seat;
    client = openClient();
    await client.join(appId, channel, token, uid);
    return client;
  };

  return {
    publish: (track) =>
      inTurn(async () => {
        try {
          const entered = await enter();
          await entered.publish([track as never]);
          tracks.add(track);
        } catch (error) {
          if (tracks.size === 0) await leaveNow();
          throw error;
        }
      }),
    unpublish: (track) =>
      inTurn(async () => {
        if (!tracks.delete(track)) return;
        if (tracks.size === 0) await leaveNow();
        else await client?.unpublish([track as never]);
      }),
    leave: () => inTurn(leaveNow),
  };
}
