import { z } from 'zod';
import type { EmulatedSession } from './emulated-session.ts';
import type { VonageCloudParts } from './vonage-cloud.ts';

/** Insights forgets after 21 days (facts read: not verified against an account). */
const memoryMilliseconds = 21 * 86_400_000;

const insightsBody = z.object({ query: z.string() });
const period = /sessionSummaries\(start: "([^"]+)", end: "([^"]+)"\)/;

/**
 * Participant-minutes of each session within the time asked for, as of `lagSeconds` ago: everybody's, from this cloud's own record,
 * in sessions where somebody has published. People are not told apart.
 */
export function answerInsights(
  { account, now, insightsLagSeconds }: VonageCloudParts,
  sessions: Iterable<EmulatedSession>,
  body: unknown,
): object {
  const query = insightsBody.safeParse(body).data?.query ?? '';
  const [, start = '', end = ''] = period.exec(query) ?? [];
  const isOurs = query.includes(`projectId: ${JSON.stringify(account.applicationId)}`);
  const [from, to] = [Date.parse(start), Date.parse(end)];
  if (!isOurs || !(from < to)) return { errors: [{ message: 'No such project, or no time' }] };
  const earliest = Math.max(from, now() - memoryMilliseconds);
  const seen = now() - insightsLagSeconds * 1000;
  const resources = [...sessions].flatMap(({ id, visitors, wasPublished, mostPublishers }) => {
    const lengths = visitors
      .map(
        ({ createdAt, destroyedAt = seen }) =>
          Math.min(destroyedAt, to, seen) - Math.max(createdAt, earliest),
      )
      .filter((length) => length > 0);
    if (lengths.length === 0) return [];
    const minutes = wasPublished ? lengths.reduce((sum, one) => sum + one, 0) / 60_000 : 0;
    const isSmall = mostPublishers <= 2;
    return {
      sessionId: id,
      participantMinutes: {
        from1To2Publishers: isSmall ? minutes : 0,
        from3To6Publishers: isSmall ? 0 : minutes,
      },
    };
  });
  const sessionSummaries = { totalCount: resources.length, resources };
  return { data: { project: { sessionData: { sessionSummaries } } } };
}
