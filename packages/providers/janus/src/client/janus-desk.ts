import { janusError, type JanusOrigin, sdkError } from '../janus-errors.ts';
import { deferred, type JanusLine } from './janus-line.ts';
import type { JanusAttachOptions, JanusHandle, JanusJsep, JanusMessage } from './janus-sdk.ts';
import type { JanusCallbacks, JanusRequest, JanusTrack } from './janus-sdk.ts';

export type JanusDesk = Awaited<ReturnType<typeof attachJanusDesk>>;
export type JanusAnswer = { readonly message: JanusMessage; readonly jsep: JanusJsep | undefined };

type Plugin = Exclude<JanusOrigin, 'core'>;
type Listener = Partial<JanusAttachOptions> & { readonly hear?: (message: JanusMessage) => void };

/** A plugin's handle where requests, one after the other, have answers; `hear` gets what nobody asked for. */
export async function attachJanusDesk(line: JanusLine, plugin: Plugin, { hear, ...listener }: Listener) {
  let waiting: PromiseWithResolvers<JanusAnswer> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const settle = (message: JanusMessage, jsep?: JanusJsep): void => {
    const { error_code: code, error } = message;
    if (code === undefined) waiting?.resolve({ message, jsep });
    else waiting?.reject(janusError(plugin, code, error));
  };
  const onmessage = (message: JanusMessage, jsep?: JanusJsep): void =>
    waiting && isAnswer(message) ? settle(message, jsep) : hear?.(message);
  const handle = await called<JanusHandle>((on) =>
    line.session.attach({ plugin: `janus.plugin.${plugin}`, ...listener, ...on, onmessage }),
  );
  const askNow = async (message: JanusRequest, jsep?: JanusJsep): Promise<JanusAnswer> => {
    await line.whole();
    const { promise, reject } = (waiting = deferred());
    const success = (answer?: JanusMessage) => answer && settle(answer);
    handle.send({ message, success, error: (cause) => reject(sdkError(cause)), ...(jsep && { jsep }) });
    return Promise.race([promise, line.loss()]).finally(() => (waiting = undefined));
  };
  return {
    handle,
    /** Rejects with the plugin's error. Waits for the line. */
    ask(message: JanusRequest, jsep?: JanusJsep): Promise<JanusAnswer> {
      const asked = queue.then(() => askNow(message, jsep));
      queue = asked.catch(() => undefined);
      return asked;
    },
    offer: (tracks: JanusTrack[]) => called<JanusJsep>((on) => handle.createOffer({ tracks, ...on })),
    accept: (jsep: JanusJsep = {}) => called<unknown>((on) => handle.handleRemoteJsep({ jsep, ...on })),
    answer: (jsep: JanusJsep = {}, tracks: JanusTrack[] = []) =>
      called<JanusJsep>((on) => handle.createAnswer({ jsep, tracks, ...on })),
    detach: () => called<void>(({ success }) => handle.detach({ success, error: () => success() })),
  };
}

/** A call of the SDK as a promise that rejects with our error. */
const called = <Value>(call: (on: JanusCallbacks<Value>) => void): Promise<Value> =>
  new Promise((success, reject) => call({ success, error: (cause) => reject(sdkError(cause)) }));

const answers: readonly unknown[] = ['joined', 'attached', 'updated', 'updating'];

/** The SDK keeps the transaction to itself (1.4.2), so the shape decides; one request is under way at a time. */
const isAnswer = (message: JanusMessage): boolean =>
  'error_code' in message ||
  answers.includes(message['videoroom']) ||
  ['configured', 'started', 'result'].some((name) => message[name] === 'ok');
