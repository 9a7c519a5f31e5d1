import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import * as nodeModule from 'node:module';

const extension = extname(import.meta.filename);
const folder = join(import.meta.dirname, 'call-machine');

/** Sends `call-machine-object-bundle.js`, as daily-js asks for it, and the modules that it is made of. */
export async function answerCallMachine(name: string, base: string): Promise<Response> {
  if (name === 'call-machine-object-bundle.js')
    return script(bootstrap(`${base}/call-machine/start-call-machine${extension}`));
  if (!/^[a-z-]+\.(ts|js)$/.test(name)) return new Response(null, { status: 404 });
  const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
  if (text === undefined) return new Response(null, { status: 404 });
  return script(name.endsWith('.ts') ? nodeModule.stripTypeScriptTypes(text) : text);
}

/** daily-js talks to the script as soon as it has run, which is before its modules are there: what it says is kept. */
const bootstrap = (address: string): string => `(() => {
  const id = window._daily.pendings.shift();
  const kept = [];
  const keep = (event) => kept.push(event.data);
  window.addEventListener('message', keep);
  import(${JSON.stringify(address)}).then(({ startCallMachine }) => {
    window.removeEventListener('message', keep);
    startCallMachine(id, kept);
  });
})();`;

const script = (text: string): Response =>
  new Response(text, {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
    },
  });
