import type { Json } from '@patchbay/contract';
import { fail, janusError } from '../janus-errors.ts';
import { attachJanusDesk } from './janus-desk.ts';
import type { JanusLine } from './janus-line.ts';
import type { JanusMessage } from './janus-sdk.ts';
import { fieldsOf, jsonOf } from './janus-translate.ts';

/** Messages by way of the TextRoom plugin: Janus hands them on, in order, over a data channel of each person. */
export interface JanusTalk {
  /** To all, or to one connection. Resolves when Janus has handed it on. */
  send(message: Json, to: string | undefined): Promise<void>;
}

export interface JanusTalkTerms {
  readonly room: string;
  readonly token: string;
  /** One's own connection. */
  readonly name: string;
}

export interface JanusTalkListener {
  readonly message: (from: string, message: Json) => void;
  /** The data channel's peer connection is gone. */
  readonly broken: () => void;
}

export async function joinJanusTalk(
  line: JanusLine,
  { room, token, name }: JanusTalkTerms,
  { message: tell, broken }: JanusTalkListener,
): Promise<JanusTalk> {
  const waiting = new Map<string, PromiseWithResolvers<JanusMessage>>();
  const opened = Promise.withResolvers<void>();
  opened.promise.catch(() => undefined);
  let count = 0;

  const answer = (heard: JanusMessage): void => {
    const asked = waiting.get(String(heard['transaction']));
    const { error_code: code, error } = heard;
    if (code === undefined) asked?.resolve(heard);
    else asked?.reject(janusError('textroom', code, error));
  };
  const hear = (text: string): void => {
    const heard = fieldsOf(jsonOf(text));
    const { textroom, from, text: said } = heard;
    if (textroom !== 'message') return answer(heard);
    const message = jsonOf(said);
    if (typeof from === 'string' && from !== name && message !== undefined) tell(from, message);
  };
  const hangUp = (): void => {
    const error = fail('connection-lost', 'The data channel to Janus is gone. Join again.', {
      retryable: true,
    });
    opened.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    broken();
  };

  const desk = await attachJanusDesk(line, 'textroom', {
    ondataopen: opened.resolve,
    ondata: hear,
    webrtcState: (isUp) => isUp || hangUp(),
  });
  const ask = (textroom: string, fields: JanusMessage): Promise<JanusMessage> => {
    count += 1;
    const transaction = String(count);
    const asked = Promise.withResolvers<JanusMessage>();
    waiting.set(transaction, asked);
    const data = JSON.stringify({ textroom, transaction, room, ...fields });
    desk.handle.data({ data, success: () => undefined, error: (cause) => asked.reject(cause) });
    return asked.promise.finally(() => waiting.delete(transaction));
  };

  const { jsep } = await desk.ask({ request: 'setup' });
  if (!jsep) throw fail('provider-failure', 'Janus offers no data channel.');
  const data = await desk.answer(jsep, { tracks: [{ type: 'data', capture: false }] });
  await desk.ask({ request: 'ack' }, data);
  await opened.promise;
  await ask('join', { username: name, token, history: false });

  return {
    send: async (message, to) => {
      const { sent } = await ask('message', {
        text: JSON.stringify(message),
        ...(to !== undefined && { to }),
      });
      if (to !== undefined && fieldsOf(sent)[to] !== true) throw janusError('textroom', 423);
    },
  };
}
