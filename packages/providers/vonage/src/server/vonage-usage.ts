import type { UsageRequest, VendorUsage } from '@patchbay/contract';
import { garbage, listOf, resourceOf, textOf, type VonageResource, type VonageRest } from './vonage-rest.ts';

/** By how many published at once. */
const bands = [
  'from1To2Publishers',
  'from3To6Publishers',
  'from5To8Publishers',
  'from9To10Publishers',
  'from11To35Publishers',
];

/**
 * A line per session with what it had in the time asked for, as Insights counts it: participant-minutes, by band of
 * publishers, here summed. It does not tell people apart. Vonage's own page gives no schema: the query is that of a script by
 * one of its engineers (mberkeland/AdvancedInsights), and a token of the application is assumed to be let in.
 */
export async function pullVonageUsage(
  rest: VonageRest,
  applicationId: string,
  { from, to, rooms }: UsageRequest,
): Promise<readonly VendorUsage[]> {
  const [start, end] = [from, to].map((time) => new Date(time).toISOString());
  const answer = await rest.askInsights(`{
    project(projectId: ${JSON.stringify(applicationId)}) {
      sessionData {
        sessionSummaries(start: ${JSON.stringify(start)}, end: ${JSON.stringify(end)}) {
          totalCount
          resources { sessionId participantMinutes { ${bands.join(' ')} } }
        }
      }
    }
  }`);
  const summaries = ['data', 'project', 'sessionData', 'sessionSummaries'].reduce(
    (found: VonageResource, name) => resourceOf(found[name]),
    answer,
  );
  const resources = listOf(summaries, 'resources');
  // Half a bill is none. How to ask for the next page is not known; a shorter time has fewer sessions.
  if (summaries['totalCount'] !== resources.length) throw garbage();
  return resources
    .map((session): VendorUsage => ({
      room: textOf(session, 'sessionId'),
      participant: undefined,
      connection: undefined,
      startedAt: from,
      endedAt: to,
      participantSeconds: secondsOf(resourceOf(session['participantMinutes'])),
      amount: undefined,
    }))
    .filter(({ room }) => rooms === undefined || (room !== undefined && rooms.includes(room)));
}

/** Undefined when Vonage has counted nothing yet. */
function secondsOf(minutes: VonageResource): number | undefined {
  const counted = bands.map((band) => minutes[band]).filter((value) => typeof value === 'number');
  return counted.length === 0 ? undefined : counted.reduce((sum, each) => sum + each, 0) * 60;
}
