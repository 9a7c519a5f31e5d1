import { janusError, mediaLost } from '../janus-errors.ts';
import { attachJanusDesk } from './janus-desk.ts';
import { deferred, type JanusLine } from './janus-line.ts';
import type { JanusMessage } from './janus-sdk.ts';
import { fieldsOf, jsonOf } from './janus-translate.ts';

/** `name` is one's own connection; `broken` tells that the data channel's peer connection is gone. */
export interface JanusTalkTerms extends Readonly<Record<'room' | 'token' | 'name', string>> {
  readonly heard: (from: string, note: JanusMessage) => void;
  readonly broken: () => void;
}

/** Notes by way of the TextRoom plugin: Janus hands them on, in order, over a data channel of each person. */
export async function joinJanusTalk(line: JanusLine, { room, token, name, heard, broken }: JanusTalkTerms) {
  const waiting = new Map<unknown, PromiseWithResolvers<JanusMessage>>();
  const opened = deferred<void>();
  let count = 0;
  const ondata = (text: string): void => {
    const said = fieldsOf(jsonOf(text));
    const [asked, code] = [waiting.get(said['transaction']), said['error_code']];
    if (code !== undefined) asked?.reject(janusError('textroom', code, said['error']));
    else if (said['textroom'] === 'message') heard(String(said['from']), fieldsOf(jsonOf(said['text'])));
    else asked?.resolve(said);
  };
  const webrtcState = (isUp: boolean): void => {
    if (isUp) return;
    for (const { reject } of [opened, ...waiting.values()]) reject(mediaLost());
    broken();
  };
  const desk = await attachJanusDesk(line, 'textroom', { ondataopen: opened.resolve, ondata, webrtcState });
  const ask = (textroom: string, fields: object): Promise<JanusMessage> => {
    const asked = deferred<JanusMessage>();
    const transaction = String((count += 1));
    waiting.set(transaction, asked);
    const data = JSON.stringify({ textroom, transaction, room, ...fields });
    desk.handle.data({ data, success: () => undefined, error: asked.reject });
    return asked.promise.finally(() => waiting.delete(transaction));
  };

  const { jsep } = await desk.ask({ request: 'setup' });
  await desk.ask({ request: 'ack' }, await desk.answer(jsep, [{ type: 'data', capture: false }]));
  await opened.promise;
  await ask('join', { username: name, token, history: false });
  return {
    /** Only to these connections, so that nobody hears who was removed. Tells which of them it was handed to. */
    async send(note: object, tos: readonly string[]): Promise<readonly string[]> {
      const { sent } = tos.length > 0 ? await ask('message', { text: JSON.stringify(note), tos }) : {};
      return tos.filter((to) => fieldsOf(sent)[to] === true);
    },
  };
}
