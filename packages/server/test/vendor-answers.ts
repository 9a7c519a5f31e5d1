/** When the consults of which the vendors tell began. */
export const start = Date.UTC(2026, 10, 20, 9);
const iso = (second: number): string => new Date(start + second * 1000).toISOString();

/** What the vendors' own APIs answer for the day of the consults, in their shapes; for any other day, nothing. */
export interface VendorAnswers {
  readonly twilio: readonly object[];
  readonly daily: readonly object[];
  readonly vonageMinutes: number | undefined;
}

const paged = (key: string, list: readonly object[]) => ({ [key]: list, meta: { key, next_page_url: null } });

/** Stands where the vendors are. */
export const vendorFetch =
  (answers: VendorAnswers): typeof fetch =>
  async (input, init) => {
    const asked = new Request(input, init);
    const { hostname, pathname, searchParams } = new URL(asked.url);
    const isDay = (from: number, to: number): boolean => from <= start && start < to;
    switch (hostname) {
      case 'insights.twilio.com': {
        if (pathname.endsWith('/Participants')) return Response.json(paged('participants', answers.twilio));
        const [after, before] = ['CreatedAfter', 'CreatedBefore'].map((name) =>
          Date.parse(searchParams.get(name) ?? ''),
        );
        const rooms = [{ room_sid: `RM${'1'.repeat(32)}`, room_name: 'room-twilio' }];
        return Response.json(paged('rooms', isDay(after ?? 0, before ?? 0) ? rooms : []));
      }
      case 'api.daily.co': {
        if (!pathname.endsWith('/meetings'))
          return Response.json({ domain_name: 'clinic', config: { hipaa: true } });
        const meeting = {
          id: 'm1',
          room: 'room-daily',
          start_time: start / 1000,
          duration: 600,
          ongoing: false,
        };
        return Response.json({ total_count: 1, data: [{ ...meeting, participants: answers.daily }] });
      }
      case 'tools.vonage.com': {
        const { query } = (await asked.json()) as { readonly query: string };
        const [from, to] = [...query.matchAll(/(?:start|end): "([^"]+)"/g)].map(([, time]) =>
          Date.parse(time ?? ''),
        );
        const minutes = { from1To2Publishers: answers.vonageMinutes };
        const resources = isDay(from ?? 0, to ?? 0)
          ? [{ sessionId: 'room-vonage', participantMinutes: minutes }]
          : [];
        const sessionSummaries = { totalCount: resources.length, resources };
        return Response.json({ data: { project: { sessionData: { sessionSummaries } } } });
      }
    }
    return new Response(null, { status: 404 });
  };

/** A participant as Twilio lists one. */
export const onTwilio = (who: string, seconds: number) => ({
  participant_identity: who,
  participant_sid: `twilio-${who}`,
  join_time: iso(0),
  leave_time: iso(seconds),
  duration_sec: seconds,
});
/** A participant as Daily lists one. */
export const onDaily = (who: string, duration: number) => ({
  user_id: who,
  participant_id: `daily-${who}`,
  user_name: null,
  join_time: start / 1000,
  duration,
});

/** Answers that say what we do. */
export const agreed: VendorAnswers = {
  twilio: [onTwilio('one', 600), onTwilio('two', 600)],
  daily: [onDaily('one', 600), onDaily('two', 600)],
  vonageMinutes: 20,
};
