import type { UsageRequest, VendorObject, VendorUsage } from '@patchbay/contract';
import { garbage, listOf, objectOf, textOf, type VonageRest } from './vonage-rest.ts';

/** By how many published at once, as Insights calls them. */
const bands = ['1To2', '3To6', '5To8', '9To10', '11To35'].map((range) => `from${range}Publishers`);

/**
 * A line per session with what it had in the time asked for: participant-minutes as Insights counts them, by band of
 * publishers, here summed. It does not tell people apart. Vonage's own page gives no schema: the query is that of a script by
 * one of its engineers (mberkeland/AdvancedInsights), and a token of the application is assumed to be let in.
 */
export async function pullVonageUsage(
  rest: VonageRest,
  applicationId: string,
  { from, to, rooms }: UsageRequest,
): Promise<readonly VendorUsage[]> {
  const [start, end] = [from, to].map((time) => JSON.stringify(new Date(time).toISOString()));
  const summary = `totalCount resources { sessionId participantMinutes { ${bands.join(' ')} } }`;
  const sessions = `sessionData { sessionSummaries(start: ${start}, end: ${end}) { ${summary} } }`;
  const query = `{ project(projectId: ${JSON.stringify(applicationId)}) { ${sessions} } }`;
  const answer = await rest('insights', '/graphql', { query });
  const path = ['data', 'project', 'sessionData', 'sessionSummaries'];
  const summaries = path.reduce((found, name) => objectOf(found[name]), answer);
  const resources = listOf(summaries, 'resources');
  // Half a bill is none. How to ask for the next page is not known; a shorter time has fewer sessions.
  if (summaries['totalCount'] !== resources.length) throw garbage();
  const nobody = { participant: undefined, connection: undefined, amount: undefined };
  const common = { ...nobody, startedAt: from, endedAt: to };
  return resources
    .map((session) => ({
      room: textOf(session, 'sessionId'),
      minutes: objectOf(session['participantMinutes']),
    }))
    .filter(({ room }) => rooms?.includes(room) ?? true)
    .map(({ room, minutes }) => ({ ...common, room, participantSeconds: secondsOf(minutes) }));
}

/** Undefined when Vonage has counted nothing yet. */
function secondsOf(minutes: VendorObject): number | undefined {
  const counted = bands.map((band) => minutes[band]).filter((value) => typeof value === 'number');
  return counted.length === 0 ? undefined : counted.reduce((sum, each) => sum + each, 0) * 60;
}
