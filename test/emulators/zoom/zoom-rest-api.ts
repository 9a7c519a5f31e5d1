import { jwtVerify } from 'jose';
import type { ZoomCloud } from './zoom-cloud.ts';
import type { ZoomSeat, ZoomSession } from './zoom-session.ts';

interface Answer {
  readonly status: number;
  readonly body?: object;
}

const refuse = (status: number, code: number, message: string): Answer => ({
  status,
  body: { code, message },
});
const dayMilliseconds = 86_400_000;
const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** The part of the Video SDK API that our server half asks for, by the types of @zoom/rivet. */
export async function answerZoomRest(
  cloud: ZoomCloud,
  method: string,
  url: URL,
  authorization: string,
  body: unknown,
): Promise<Answer> {
  const { apiKey, apiSecret } = cloud.account;
  const token = authorization.replace(/^Bearer /, '');
  const isGenuine = await jwtVerify(token, new TextEncoder().encode(apiSecret), {
    issuer: apiKey,
    currentDate: new Date(cloud.now()),
  }).then(
    () => true,
    () => false,
  );
  if (!isGenuine) return refuse(401, 124, 'Invalid access token.');
  const [, id, part] = /^\/v2\/videosdk\/sessions(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
  const type = url.searchParams.get('type') ?? 'past';
  if (id === undefined)
    return pageOf('sessions', listSessions(cloud, type, url.searchParams), url.searchParams);
  const session = cloud.sessionById(decodeURIComponent(id));
  if (session === undefined) return refuse(404, 3001, 'Session does not exist.');
  const isLive = session.seats.length > 0;
  if (part === 'users') {
    const seats = type === 'live' ? session.seats : session.past;
    return pageOf('users', seats.map(describe), url.searchParams);
  }
  if (!isLive) return refuse(404, 3001, 'Session does not exist.');
  if (part === 'status' && method === 'PUT') {
    session.end();
    return { status: 204 };
  }
  if (part === 'events' && method === 'PATCH') return control(session, body);
  return refuse(404, 404, 'No such path.');
}

/** Thirty at a time unless told, three hundred at most; the token is where the next page begins. */
function pageOf(name: string, list: readonly object[], query: URLSearchParams): Answer {
  const size = Math.min(Number(query.get('page_size') ?? 30), 300);
  const from = Number(query.get('next_page_token') || 0);
  const next = from + size < list.length ? String(from + size) : '';
  return {
    status: 200,
    body: { [name]: list.slice(from, from + size), page_size: size, next_page_token: next },
  };
}

/** Those that go on, or are over, and began on one of the days asked for; today's unless told. */
function listSessions(cloud: ZoomCloud, type: string, query: URLSearchParams): readonly object[] {
  const name = query.get('session_name');
  const today = new Date(cloud.now()).toISOString().slice(0, 10);
  const from = Date.parse(query.get('from') ?? today);
  const to = Date.parse(query.get('to') ?? today) + dayMilliseconds;
  return cloud.sessions
    .filter(
      ({ seats, startedAt }) => seats.length > 0 === (type === 'live') && startedAt >= from && startedAt < to,
    )
    .filter((session) => name === null || session.name === name)
    .map(({ id, name: session_name, startedAt, seats, past }) => ({
      id,
      session_name,
      start_time: iso(startedAt),
      user_count: seats.length + past.length,
    }));
}

const describe = ({ user, uuid, joinedAt, leftAt }: ZoomSeat): object => ({
  id: String(user.userId),
  name: user.displayName,
  join_time: iso(joinedAt),
  ...(leftAt !== undefined && { leave_time: iso(leftAt) }),
  ...(user.userKey !== undefined && { user_key: user.userKey }),
  participant_uuid: uuid,
});

function control(session: ZoomSession, body: unknown): Answer {
  const { method, params } = Object(body) as { readonly method?: unknown; readonly params?: object };
  const uuid: unknown = params && 'participant_uuid' in params ? params.participant_uuid : undefined;
  if (method === 'recording.start' || method === 'recording.stop') {
    session.isRecording = method === 'recording.start';
    return { status: 202 };
  }
  const seat = session.seats.find((each) => each.uuid === uuid);
  if (method !== 'user.remove' || seat === undefined) return refuse(400, 300, 'Invalid parameter.');
  session.remove(seat, 'kicked by host');
  return { status: 202 };
}
