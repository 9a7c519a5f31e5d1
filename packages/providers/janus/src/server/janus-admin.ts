import { fail, janusError, type JanusOrigin } from '../janus-errors.ts';
import { signJanusToken } from './janus-tokens.ts';

export interface JanusAccess {
  /** Of the Admin API over HTTP. */
  readonly adminUrl: string;
  readonly adminSecret: string;
  /** Of Janus's own API over HTTP. */
  readonly apiUrl: string;
  /** `admin_key` of both plugins. */
  readonly adminKey: string;
  /** `token_auth_secret`. */
  readonly tokenSecret: string;
}

export interface JanusAdminParts {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly randomId: () => string;
}

export type JanusPlugin = Exclude<JanusOrigin, 'core'>;
export type JanusFields = { readonly [name: string]: unknown };

export interface JanusAdmin {
  /** By the Admin API: needs no session. Rejects with the plugin's error. */
  ask(plugin: JanusPlugin, request: JanusFields): Promise<JanusFields>;
  /** By a session of one's own, as a browser would. */
  askAsClient(plugin: JanusPlugin, body: JanusFields): Promise<void>;
}

export function createJanusAdmin(access: JanusAccess, { fetch, now, randomId }: JanusAdminParts): JanusAdmin {
  const post = async (url: string, fields: JanusFields): Promise<JanusFields> => {
    const body = JSON.stringify({ ...fields, transaction: randomId() });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error' });
    const answer: unknown = await response.json().catch(() => undefined);
    const { janus, error } = Object(answer) as JanusFields;
    if (janus === 'error') throw janusError('core', (Object(error) as JanusFields)['code'], error);
    // Janus answers with 200 whatever it says: anything else is said by something before it.
    if (response.ok && janus === 'success') return answer as JanusFields;
    const options = { vendorCode: `http ${response.status}`, retryable: response.status >= 500 };
    throw fail('provider-failure', 'Janus gave no answer that makes sense. Check the addresses.', options);
  };

  return {
    async ask(plugin, request) {
      const about = {
        janus: 'message_plugin',
        plugin: `janus.plugin.${plugin}`,
        admin_secret: access.adminSecret,
      };
      const { response } = await post(access.adminUrl, {
        ...about,
        request: { ...request, transaction: randomId() },
      });
      return checked(plugin, response);
    },
    async askAsClient(plugin, body) {
      const token = signJanusToken(access.tokenSecret, now() + 60_000);
      const idOf = ({ data }: JanusFields) => String((Object(data) as JanusFields)['id']);
      const session = `${access.apiUrl}/${idOf(await post(access.apiUrl, { janus: 'create', token }))}`;
      try {
        const attached = await post(session, { janus: 'attach', plugin: `janus.plugin.${plugin}`, token });
        const { plugindata } = await post(`${session}/${idOf(attached)}`, {
          janus: 'message',
          token,
          body: { ...body, transaction: randomId() },
        });
        checked(plugin, (Object(plugindata) as JanusFields)['data']);
      } finally {
        await post(session, { janus: 'destroy', token }).catch(() => undefined);
      }
    },
  };
}

function checked(plugin: JanusPlugin, response: unknown): JanusFields {
  const answer = Object(response) as JanusFields;
  if (answer['error_code'] === undefined) return answer;
  throw janusError(plugin, answer['error_code'], answer['error']);
}
