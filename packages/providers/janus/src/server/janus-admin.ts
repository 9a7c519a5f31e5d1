import type { BackendContext } from '@patchbay/contract';
import { fail, janusError, type JanusOrigin } from '../janus-errors.ts';

export type JanusFields = { readonly [name: string]: unknown };
export type JanusPlugin = Exclude<JanusOrigin, 'core'>;
export type JanusAdmin = (plugin: JanusPlugin, request: JanusFields) => Promise<JanusFields>;

export type JanusAdminTerms = Pick<BackendContext, 'fetch' | 'randomId'> &
  Readonly<Record<'adminUrl' | 'adminSecret', string>>;

/** Asks a plugin by the Admin API over HTTP, which needs no session. Rejects with the plugin's error, or the core's. */
export const createJanusAdmin =
  ({ adminUrl, adminSecret, fetch, randomId }: JanusAdminTerms): JanusAdmin =>
  async (plugin, request) => {
    const transaction = randomId();
    const about = { janus: 'message_plugin', plugin: `janus.plugin.${plugin}`, admin_secret: adminSecret };
    const body = JSON.stringify({ ...about, transaction, request: { ...request, transaction } });
    const headers = { 'content-type': 'application/json' };
    const answered = await fetch(adminUrl, { method: 'POST', headers, body, redirect: 'error' });
    const { janus, error, response } = fieldsOf(await answered.json().catch(() => undefined));
    if (janus === 'error') throw janusError('core', fieldsOf(error)['code'], error);
    const { error_code: code, error: reason, ...answer } = fieldsOf(response);
    if (code !== undefined) throw janusError(plugin, code, reason);
    // Janus answers with 200 whatever it says: anything else is said by something before it.
    if (answered.ok && janus === 'success') return answer;
    const options = { vendorCode: `http ${answered.status}`, retryable: answered.status >= 500 };
    throw fail('provider-failure', 'Janus gave no answer that makes sense. Check the address.', options);
  };

export const fieldsOf = (value: unknown): JanusFields => Object(value) as JanusFields;
