import { Hono } from 'hono';
import { insightsParticipant, insightsRoom } from './insights-resource.ts';
import type { TwilioCloud } from './twilio-cloud.ts';

const dayMilliseconds = 86_400_000;
/** Twilio's page on the Video Log Analyzer API: logs are kept for seven days. */
const memoryMilliseconds = 7 * dayMilliseconds;
const mostOnPage = 1000;

/**
 * Video Insights as it was `lagSeconds` ago: rooms by when they were created (those of the last 24 hours unless told), and every
 * connection to one. What is told is this cloud's own record of who connected and when they were gone.
 */
export function createTwilioInsightsApi(
  cloud: TwilioCloud,
  lagSeconds: number,
  base: () => string,
  refuse: (status: 404, code: 20404) => Response,
): Hono {
  const { account, now } = cloud.parts;
  const app = new Hono();
  const seen = (): number => now() - lagSeconds * 1000;
  const remembered = (): TwilioCloud['rooms'] =>
    cloud.rooms.filter(
      ({ terms: { createdAt }, endedAt }) =>
        createdAt <= seen() && (endedAt ?? createdAt) > now() - memoryMilliseconds,
    );

  app.get('/Rooms', (context) => {
    const { RoomName: name, CreatedAfter: after, CreatedBefore: before } = context.req.query();
    const from = after === undefined ? now() - dayMilliseconds : Date.parse(after);
    const to = before === undefined ? Infinity : Date.parse(before);
    const found = remembered().filter(
      ({ terms }) =>
        (name === undefined || terms.name === name) && terms.createdAt >= from && terms.createdAt <= to,
    );
    const list = found.map((room) => insightsRoom(room, seen(), account.accountSid, base()));
    return pageOf('rooms', list, context.req.url, base());
  });

  app.get('/Rooms/:room/Participants', (context) => {
    const room = remembered().find(({ sid }) => sid === context.req.param('room'));
    if (!room) return refuse(404, 20404);
    const list = room.visitors
      .filter(({ joinedAt }) => joinedAt <= seen())
      .map((one) => insightsParticipant(room, one, seen(), account.accountSid, base()));
    return pageOf('participants', list, context.req.url, base());
  });
  return app;
}

/** One page of a list, by `Page` and `PageSize`; 50 unless told, as everywhere at Twilio. */
function pageOf(key: string, list: readonly object[], url: string, base: string): Response {
  const { pathname, searchParams } = new URL(url);
  const size = Math.min(Number(searchParams.get('PageSize') ?? 50), mostOnPage);
  const page = Number(searchParams.get('Page') ?? 0);
  const addressOf = (number: number): string => {
    const query = new URLSearchParams(searchParams);
    query.set('PageSize', String(size));
    query.set('Page', String(number));
    return `${base}${pathname}?${query}`;
  };
  return Response.json({
    [key]: list.slice(page * size, (page + 1) * size),
    meta: {
      key,
      url: addressOf(page),
      page,
      page_size: size,
      first_page_url: addressOf(0),
      previous_page_url: page === 0 ? null : addressOf(page - 1),
      next_page_url: (page + 1) * size < list.length ? addressOf(page + 1) : null,
    },
  });
}
