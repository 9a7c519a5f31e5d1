/** What Janus says, as it says it. */
export type JanusSaid = Readonly<Record<string, unknown>>;

/** A bare client of Janus over its WebSocket, without a line of Patchbay: it joins rooms and sends no media. */
export interface JanusPeer {
  /** The plugin's answer or event to a request; the core's error where it refuses. */
  ask(body: JanusSaid): Promise<JanusSaid>;
  /** What the plugin says unasked. */
  readonly heard: readonly JanusSaid[];
  /** Another handle of the same session. */
  attach(): Promise<JanusPeer>;
  close(): Promise<void>;
}

/** Opens a session with the core's token and attaches to the VideoRoom plugin; rejects with what Janus refuses it with. */
export async function openJanusPeer(url: string, token: string): Promise<JanusPeer> {
  const socket = new WebSocket(url, 'janus-protocol');
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  const waiting = new Map<unknown, (said: JanusSaid) => void>();
  const listeners = new Map<unknown, (data: JanusSaid) => void>();
  socket.addEventListener('message', ({ data }) => {
    const said = JSON.parse(String(data)) as JanusSaid;
    const { janus, transaction, sender, plugindata } = said;
    const answer = waiting.get(transaction);
    if (answer && janus !== 'ack') {
      waiting.delete(transaction);
      answer(said);
    } else if (janus === 'event') listeners.get(sender)?.(dataOf({ plugindata }));
  });
  const ask = async (message: JanusSaid): Promise<JanusSaid> => {
    const transaction = crypto.randomUUID();
    const answered = new Promise<JanusSaid>((resolve) => {
      waiting.set(transaction, resolve);
    });
    socket.send(JSON.stringify({ ...message, token, transaction }));
    const said = await answered;
    if (said['janus'] === 'error') throw Object.assign(new Error('Janus refuses.'), said['error']);
    return said;
  };
  const idOf = ({ data }: JanusSaid) => (data as JanusSaid)['id'];
  const close = async (): Promise<void> => {
    if (socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }));
    socket.close();
    await closed;
  };
  try {
    const session = idOf(await ask({ janus: 'create' }));
    const attach = async (): Promise<JanusPeer> => {
      const attached = await ask({ janus: 'attach', session_id: session, plugin: 'janus.plugin.videoroom' });
      const handle = idOf(attached);
      const heard: JanusSaid[] = [];
      listeners.set(handle, (data) => heard.push(data));
      return {
        heard,
        attach,
        close,
        ask: async (body) =>
          dataOf(await ask({ janus: 'message', session_id: session, handle_id: handle, body })),
      };
    };
    return await attach();
  } catch (error) {
    await close();
    throw error;
  }
}

const dataOf = ({ plugindata }: JanusSaid): JanusSaid =>
  (Object(plugindata) as { data?: JanusSaid }).data ?? {};
