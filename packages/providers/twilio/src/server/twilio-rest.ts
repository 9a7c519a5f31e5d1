import { type BackendContext, isVideoError } from '@patchbay/contract';
import { fail, twilioErrors } from '../twilio-errors.ts';

export interface TwilioAccess {
  readonly accountSid: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  /** Base address of the emulator; Twilio's own when it is not there. */
  readonly emulatorUrl: string | undefined;
}

/** An object of Twilio's, as it came: read it with `textOf` and `listOf`. */
export type TwilioResource = Readonly<Record<string, unknown>>;
type Form = Readonly<Record<string, string>>;

/** Asks one of the two APIs for a path below its address: by GET, or, with a form, by POST. */
export type TwilioRest = (api: 'video' | 'insights', path: string, form?: Form) => Promise<TwilioResource>;

/** Plain REST: forms in, JSON out. */
export function createTwilioRest(access: TwilioAccess, fetch: BackendContext['fetch']): TwilioRest {
  const emulator = access.emulatorUrl?.replace(/\/+$/, '');
  const addresses = {
    video: `${emulator ?? 'https://video.twilio.com'}/v1/`,
    insights: `${emulator ?? 'https://insights.twilio.com'}/v1/Video/`,
  };
  const authorization = `Basic ${Buffer.from(`${access.apiKeySid}:${access.apiKeySecret}`).toString('base64')}`;

  return async (api, path, form) => {
    const post = form && { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(addresses[api] + path, { headers: { authorization }, ...post });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok && isResource(body)) return body;
    throw errorOf(response, body);
  };
}

/** The text under that name, which Twilio's schema promises. */
export function textOf(resource: TwilioResource, name: string): string {
  const value = resource[name];
  if (typeof value === 'string' && value !== '') return value;
  throw garbage();
}

/** All pages of a list of Insights, a thousand a page. */
export async function listAll(
  rest: TwilioRest,
  path: string,
  name: string,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly TwilioResource[]> {
  const found: TwilioResource[] = [];
  let asked = new URLSearchParams({ ...query, PageSize: '1000' }).toString();
  for (;;) {
    const page = await rest('insights', `${path}?${asked}`);
    found.push(...listOf(page, name));
    const { meta } = page;
    const next = isResource(meta) ? meta['next_page_url'] : undefined;
    if (typeof next !== 'string') return found;
    const { search } = new URL(next);
    // The same page again would go on for good.
    if (search.slice(1) === asked) throw garbage();
    asked = search.slice(1);
  }
}

/** The list under that name. One page of 1000 is more than a room of 50 fills. */
export function listOf(resource: TwilioResource, name: string): readonly TwilioResource[] {
  const value = resource[name];
  if (Array.isArray(value) && value.every(isResource)) return value;
  throw garbage();
}

/** Undefined when the room, or the participant, is not there, or no longer in progress (53112). */
export async function unlessGone<Value>(asking: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (isVideoError(error) && (error.code === 'room-not-found' || error.vendorCode === '53112'))
      return undefined;
    throw error;
  }
}

const isResource = (value: unknown): value is TwilioResource =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Twilio's own number goes first, in which REST and SDK agree; else it is the HTTP status. */
function errorOf({ ok, status }: Response, body: unknown) {
  if (ok) return garbage();
  const number = isResource(body) ? Number(body['code'] ?? status) : status;
  const known = twilioErrors.get(number) ?? twilioErrors.get(status);
  const [code, message, retryable] = known ?? ['provider-failure', 'Twilio failed. Try again.', true];
  return fail(code, message, { vendorCode: String(number), retryable });
}

const garbage = () =>
  fail('provider-failure', 'Twilio answered something else than was asked for.', { retryable: true });
