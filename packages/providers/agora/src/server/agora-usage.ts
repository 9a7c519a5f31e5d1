import { isVendorObject, type UsageRequest, type VendorUsage } from '@patchbay/contract';
import { type AgoraRest, garbage } from './agora-rest.ts';

const dayMilliseconds = 86_400_000;
const untold = { room: undefined, participant: undefined, connection: undefined, amount: undefined };
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/**
 * What Agora counted of the whole project, a line per UTC day that lies in the period: it tells no channels and no people, so
 * of single rooms there is nothing. Seconds are those of all classes together; the current day still changes.
 */
export async function pullAgoraUsage(
  rest: AgoraRest,
  projectId: string,
  { from, to, rooms }: UsageRequest,
): Promise<readonly VendorUsage[]> {
  if (rooms !== undefined || to <= from) return [];
  const days = { from_date: dayOf(from), to_date: dayOf(to - 1) };
  const query = new URLSearchParams({ project_id: projectId, business: 'default', ...days });
  const { usages } = await rest(`/dev/v3/usage?${query}`);
  if (!Array.isArray(usages)) throw garbage();
  return usages.map((each: unknown): VendorUsage => {
    const { date, usage } = isVendorObject(each) ? each : {};
    const startedAt = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    if (Number.isNaN(startedAt) || !isVendorObject(usage)) throw garbage();
    const endedAt = startedAt + dayMilliseconds;
    return { ...untold, startedAt, endedAt, participantSeconds: secondsOf(usage) };
  });
}

/** `durationAudioAll`, `durationVideoHd`, ...: one per class, each of its own seconds. */
function secondsOf(usage: Readonly<Record<string, unknown>>): number {
  const durations = Object.entries(usage).filter(([name]) => name.startsWith('duration'));
  if (!durations.every(([, seconds]) => typeof seconds === 'number')) throw garbage();
  return durations.reduce((sum, [, seconds]) => sum + Number(seconds), 0);
}
