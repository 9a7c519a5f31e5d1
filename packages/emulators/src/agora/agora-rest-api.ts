import { Hono } from 'hono';
import { z } from 'zod';
import type { AgoraCloud } from './agora-cloud.ts';

/** The next so many calls are answered with this HTTP status. */
export interface RestFaults {
  failing: { readonly status: number; times: number } | undefined;
}

const ruleBody = z.looseObject({
  appid: z.string(),
  cname: z.string().min(1).optional(),
  uid: z.int().min(1).max(0xffff_ffff).optional(),
  time: z.int().optional(),
  time_in_seconds: z.int().optional(),
  privileges: z.array(z.literal('join_channel')).min(1),
});
const usageQuery = z.object({
  project_id: z.string(),
  from_date: z.iso.date(),
  to_date: z.iso.date(),
  business: z.string().default('default'),
});
const defaultBanSeconds = 3600;
const longestBanSeconds = 86_430;

/** As far as a server half needs them: banning rules, who is in a channel, and the console's usage by day. */
export function createAgoraRestApi(cloud: AgoraCloud, faults: RestFaults) {
  const { account, log } = cloud.parts;
  const app = new Hono();
  const refuse = (status: number, message: string): Response => Response.json({ message }, { status });
  const key = `Basic ${Buffer.from(`${account.customerId}:${account.customerSecret}`).toString('base64')}`;

  app.use(async (context, next) => {
    const { failing } = faults;
    if (failing && failing.times > 0) {
      failing.times -= 1;
      log.add('server', 'failed by fault', { status: failing.status });
      return failing.status === 429
        ? refuse(429, 'Too Many Requests')
        : new Response('<html>', { status: failing.status });
    }
    if (context.req.header('authorization') !== key) return refuse(401, 'Invalid authentication credentials');
    await next();
    const { method, routePath } = context.req;
    log.add('server', `${method} ${routePath}`, { status: context.res.status });
    return undefined;
  });

  app.post('/dev/v1/kicking-rule', async (context) => {
    const parsed = ruleBody.safeParse(await context.req.json().catch(() => undefined));
    if (!parsed.success) return refuse(400, 'invalid parameter');
    const { appid, cname: channel, uid, time, time_in_seconds: timeInSeconds } = parsed.data;
    if (appid !== account.appId) return refuse(404, 'app not found');
    if (channel === undefined && uid === undefined) return refuse(400, 'cname, uid or ip is needed');
    const wanted = timeInSeconds ?? (time === undefined ? defaultBanSeconds : time * 60);
    const seconds = wanted === 0 ? 0 : Math.min(Math.max(wanted, 10), longestBanSeconds);
    return Response.json({ status: 'success', id: cloud.ban({ channel, uid, seconds }).id });
  });

  app.get('/dev/v1/kicking-rule', (context) => {
    if (context.req.query('appid') !== account.appId) return refuse(404, 'app not found');
    const rules = [...cloud.rules.values()].map(({ id, channel: cname, uid, expiresAt }) => ({
      id,
      appid: account.appId,
      cname,
      uid,
      ts: new Date(expiresAt).toISOString(),
    }));
    return Response.json({ status: 'success', rules });
  });

  app.get('/dev/v1/channel/user/:appid/:channel', (context) => {
    if (context.req.param('appid') !== account.appId) return refuse(404, 'app not found');
    const channel = cloud.find(context.req.param('channel'));
    const users = channel?.members.map(({ uid }) => uid);
    return Response.json({
      success: true,
      data: users ? { channel_exist: true, mode: 1, total: users.length, users } : { channel_exist: false },
    });
  });

  app.get('/dev/v1/channel/:appid', (context) => {
    if (context.req.param('appid') !== account.appId) return refuse(404, 'app not found');
    const channels = cloud.channels.map(({ name, members }) => ({
      channel_name: name,
      user_count: members.length,
    }));
    return Response.json({ success: true, data: { channels, total_size: channels.length } });
  });

  app.get('/dev/v3/usage', (context) => {
    const query = usageQuery.safeParse(context.req.query());
    if (!query.success) return refuse(400, 'invalid parameter');
    const { project_id: project, from_date: from, to_date: to, business } = query.data;
    if (project !== account.projectId) return refuse(404, 'project not found');
    const days = business === 'default' ? cloud.usage.days(Date.parse(from), Date.parse(to)) : [];
    const usages = days.map(({ day, seconds }) => ({ date: new Date(day).toISOString(), usage: seconds }));
    return Response.json({ meta: {}, usages });
  });

  app.notFound(() => refuse(404, 'not found'));
  return app;
}
