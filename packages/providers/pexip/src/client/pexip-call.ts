import type { MediaKind } from '@patchbay/contract';
import { fail, pexipRefusal } from '../pexip-errors.ts';
import type { PexipPlaceholders } from './pexip-placeholders.ts';
import type { PexipAnswer, PexipCallOptions, PexipClient, PexipTransfer } from './pexip-sdk.ts';

export type PexipCall = ReturnType<typeof createPexipCall>;

/** One's own call: what is sent in it, and how it goes on when it has to be made anew. */
export function createPexipCall(
  client: PexipClient,
  pin: string,
  terms: Omit<PexipCallOptions, 'pin' | 'token' | 'mediaStream' | 'bandwidth'>,
  placeholders: PexipPlaceholders,
) {
  // The SDK reads it again whenever it makes another peer connection: so it is one stream, changed in place.
  const mediaStream = new MediaStream([placeholders.audio, placeholders.video]);
  const common = { ...terms, mediaStream, bandwidth: 0 };
  const selves = new Set<string>();
  let screen: MediaStream | undefined;
  let presenting: PromiseWithResolvers<void> | undefined;

  const enter = async (options: PexipCallOptions): Promise<void> => {
    selves.add(readToken(await client.call(options)));
  };
  const join = (): Promise<void> => enter({ ...common, pin });
  const presentAgain = (): unknown => screen && client.present(screen);

  return {
    client,
    /** Whether a connection is, or was, this one's. */
    isSelf: (uuid: string): boolean => selves.has(uuid),
    join,
    /** Joins until it comes about, or nobody wants it any more. */
    async joinAgain(isWanted: () => boolean): Promise<void> {
      const attempt = () => join().then(presentAgain, () => 'refused');
      while (isWanted() && (await attempt()) === 'refused')
        await new Promise((resolve) => void setTimeout(resolve, 500));
    },
    send(kind: MediaKind, track: MediaStreamTrack | undefined): void {
      for (const former of mediaStream.getTracks()) if (former.kind === kind) mediaStream.removeTrack(former);
      mediaStream.addTrack(track ?? placeholders[kind]);
      client.setStream(mediaStream);
    },
    /** Resolves once the floor is ours and the screen goes out. */
    present(track: MediaStreamTrack): Promise<void> {
      screen = new MediaStream([track]);
      presenting = Promise.withResolvers();
      client.present(screen);
      return presenting.promise;
    },
    stopPresenting(): void {
      screen = undefined;
      client.stopPresenting();
    },
    hearPresentation(state: string): void {
      if (state === 'connected') presenting?.resolve();
      if (state === 'failed') presenting?.reject(fail('not-allowed', 'Pexip refused the presentation.'));
    },
    /** In direct media: the other one is gone, so wait for somebody anew. */
    async restart(): Promise<void> {
      await client.restartCall(common);
      presentAgain();
    },
    /** Pexip moves a conference between direct media and the mix by having everybody call again. */
    async transfer({ alias, token, target }: PexipTransfer): Promise<void> {
      await client.disconnect({ reason: 'DirectMediaTransfer' });
      await enter({ ...common, conferenceAlias: alias, token, directMedia: target === 'direct' });
      presentAgain();
    },
    async leave(): Promise<void> {
      placeholders.release();
      await client.disconnect({ reason: 'User initiated disconnect' }).catch(() => undefined);
    },
  };
}

/** One's own connection. The SDK swallows it when nobody answers, or something else than was asked for. */
function readToken(answer: PexipAnswer | undefined): string {
  if (!answer) throw fail('unreachable', 'Pexip could not be reached.', { retryable: true });
  const { result } = answer.data;
  if (answer.status === 200) return String(Object(result).participant_uuid);
  // Not a text but a question: for a PIN, a login, an extension.
  if (typeof result === 'string') throw pexipRefusal(result);
  throw fail('credentials-rejected', 'Pexip asks for other credentials. Ask for a new ticket.');
}
