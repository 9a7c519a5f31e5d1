import { fail, janusError, type JanusOrigin, sdkError } from '../janus-errors.ts';
import type { JanusLine } from './janus-line.ts';
import type { JanusHandle, JanusJsep, JanusMessage, JanusNegotiation, JanusRequest } from './janus-sdk.ts';

/** A plugin's handle where requests have answers. */
export interface JanusDesk {
  readonly handle: JanusHandle;
  /** One request after the other; waits for the line. Rejects with the plugin's error. */
  ask(message: JanusRequest['message'], jsep?: JanusJsep): Promise<JanusAnswer>;
  offer(options: Pick<JanusNegotiation, 'tracks'>): Promise<JanusJsep>;
  accept(jsep: JanusJsep | undefined): Promise<void>;
  /** Answers an offer of Janus's. */
  answer(jsep: JanusJsep, options?: Pick<JanusNegotiation, 'tracks'>): Promise<JanusJsep>;
  /** The line was lost: nobody answers what was asked before. */
  forsake(): void;
  detach(): Promise<void>;
}

export interface JanusAnswer {
  readonly message: JanusMessage;
  readonly jsep: JanusJsep | undefined;
}

export interface JanusDeskListener {
  /** What nobody asked for. */
  readonly hear?: (message: JanusMessage) => void;
  readonly webrtcState?: (isUp: boolean) => void;
  readonly iceState?: (state: string) => void;
  readonly ondataopen?: () => void;
  readonly ondata?: (text: string) => void;
}

const nothing = () => undefined;

export function attachJanusDesk(
  line: JanusLine,
  origin: Exclude<JanusOrigin, 'core'>,
  listener: JanusDeskListener,
): Promise<JanusDesk> {
  let waiting: PromiseWithResolvers<JanusAnswer> | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const settle = (answer: JanusAnswer): void => {
    const { error_code: code, error } = answer.message;
    if (code === undefined) waiting?.resolve(answer);
    else waiting?.reject(janusError(origin, code, error));
  };
  const onmessage = (message: JanusMessage, jsep?: JanusJsep): void => {
    if (waiting && isAnswer(message)) settle({ message, jsep });
    else listener.hear?.(message);
  };

  const askNow = async (handle: JanusHandle, message: JanusRequest['message'], jsep?: JanusJsep) => {
    await line.whole();
    waiting = Promise.withResolvers();
    const { promise, reject } = waiting;
    const success = (answer?: JanusMessage): void => {
      if (answer) settle({ message: answer, jsep: undefined });
    };
    handle.send({ message, success, error: (cause) => reject(sdkError(cause)), ...(jsep && { jsep }) });
    return promise.finally(() => (waiting = undefined));
  };

  const deskOf = (handle: JanusHandle): JanusDesk => ({
    handle,
    ask: (message, jsep) => {
      const asked = queue.then(() => askNow(handle, message, jsep));
      queue = asked.catch(nothing);
      return asked;
    },
    offer: (options) => called((success, error) => handle.createOffer({ ...options, success, error })),
    accept: (jsep) =>
      called<void>((success, error) => {
        if (jsep) handle.handleRemoteJsep({ jsep, success: () => success(), error });
        else error(fail('provider-failure', 'Janus answered an offer with none.'));
      }),
    answer: (jsep, options) =>
      called((success, error) => handle.createAnswer({ ...options, jsep, success, error })),
    forsake: () =>
      waiting?.reject(
        fail('connection-lost', 'The connection was lost meanwhile. Try again.', { retryable: true }),
      ),
    detach: () => new Promise<void>((resolve) => handle.detach({ success: resolve, error: () => resolve() })),
  });

  return called<JanusHandle>((success, error) => {
    const { webrtcState = nothing, iceState = nothing, ondataopen = nothing, ondata = nothing } = listener;
    const plugin = `janus.plugin.${origin}`;
    line.session.attach({ plugin, success, error, onmessage, webrtcState, iceState, ondataopen, ondata });
  }).then(deskOf);
}

/** A call of the SDK as a promise that rejects with ours. */
const called = <Value>(
  call: (success: (value: Value) => void, error: (cause: unknown) => void) => void,
): Promise<Value> => new Promise((resolve, reject) => call(resolve, (cause) => reject(sdkError(cause))));

const answers: readonly unknown[] = ['joined', 'attached', 'updated', 'updating'];
const done = ['configured', 'started', 'result'] as const;

/** Janus tells no transaction (janus-gateway 1.4.2 keeps it), so the shape decides; one request is under way at a time. */
const isAnswer = (message: JanusMessage): boolean =>
  'error_code' in message ||
  answers.includes(message['videoroom']) ||
  done.some((name) => message[name] === 'ok');
