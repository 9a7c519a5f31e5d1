import { type BackendContext, type ProviderBackend, readAnswersOf } from '@patchbay/contract';
import type { VendorObject, VendorUsage } from '@patchbay/contract';
import { AccessToken } from 'livekit-server-sdk';
import type { LivekitAccess } from './livekit-rooms.ts';

const { garbage, listOf, objectOf, refusal, textOf, timeOf } = readAnswersOf('livekit', 'LiveKit Cloud');
/** docs.livekit.io, Analytics API: `start` lies within seven days, and a higher limit may time out. */
const usageMemoryDays = 7;
const pageSize = 100;
const day = 86_400_000;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
/** What is empty may be left out. */
const some = (object: VendorObject, name: string) => (object[name] === undefined ? [] : listOf(object, name));

/** Every connection that the Analytics API knows of, one request after the other: a project has a thousand a minute. */
export function createLivekitUsage(
  { apiKey, apiSecret }: LivekitAccess,
  projectId: string,
  { fetch, now }: BackendContext,
): Pick<ProviderBackend, 'pullUsage' | 'usageMemoryDays'> {
  const base = `https://cloud-api.livekit.io/api/project/${encodeURIComponent(projectId)}/sessions`;
  const ask = async (path: string): Promise<VendorObject> => {
    const token = new AccessToken(apiKey, apiSecret, { ttl: 600 });
    token.addGrant({ roomList: true });
    const headers = { authorization: `Bearer ${await token.toJwt()}` };
    const response = await fetch(base + path, { headers });
    // A project that is not there is one that the key may not see.
    if (!response.ok) throw refusal(response.status === 404 ? 403 : response.status, String(response.status));
    return objectOf(await response.json().catch(() => undefined));
  };
  const pullUsage: ProviderBackend['pullUsage'] = async ({ from, to, rooms }) => {
    // Whoever joined may have joined a session of the day before. `end` is the first day that is not wanted (livekit-cli,
    // cmd/lk/analytics.go, 2026); were it the last one that is, more would come, and be left out here.
    const oldest = Math.ceil(now() / day - usageMemoryDays) * day;
    const query = `?start=${dayOf(Math.max(from - day, oldest))}&end=${dayOf(to + day - 1)}&limit=${pageSize}`;
    const usage: VendorUsage[] = [];
    for (let page = 0, before = ''; ; page += 1) {
      const sessions = some(await ask(`${query}&page=${page}`), 'sessions');
      for (const session of sessions) {
        const room = textOf(session, 'roomName');
        if (rooms?.includes(room) === false) continue;
        const found = await ask(`/${encodeURIComponent(textOf(session, 'sessionId'))}`);
        usage.push(...some(found, 'participants').flatMap((one) => linesOf(room, one)));
      }
      if (sessions.length < pageSize) break;
      const first = textOf(sessions[0], 'sessionId');
      // The same page again would go on for good.
      if (first === before) throw garbage();
      before = first;
    }
    return usage.filter(({ startedAt }) => startedAt >= from && startedAt < to);
  };
  return { pullUsage, usageMemoryDays };
}

/** Names are camelCase even where older docs said otherwise; `sessions` is in no docs. ws/livekitcloudanalytics saw both. */
const linesOf = (room: string, one: VendorObject): readonly VendorUsage[] =>
  (Array.isArray(one['sessions']) ? listOf(one, 'sessions') : [one]).map((visit) => {
    const startedAt = timeOf(visit, 'joinedAt');
    const endedAt = visit['leftAt'] ? timeOf(visit, 'leftAt') : undefined;
    return {
      room,
      participant: textOf(one, 'participantIdentity'),
      connection: visit['participantId'] ? textOf(visit, 'participantId') : undefined,
      startedAt,
      endedAt,
      participantSeconds: endedAt && (endedAt - startedAt) / 1000,
      amount: undefined,
    };
  });
