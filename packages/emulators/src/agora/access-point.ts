import { z } from 'zod';
import type { AgoraCloud } from './agora-cloud.ts';
import { type AccessPointError, accessPointErrors } from './agora-errors.ts';
import { parseJson } from '../parse-json.ts';

/** What an access point may be told to answer. */
export interface JoinFaults {
  refusal: AccessPointError | undefined;
  /** Everything that SDKs are told comes so many milliseconds late. */
  delay: number;
}

const request = z.looseObject({
  appid: z.string(),
  opid: z.number(),
  request_bodies: z
    .array(
      z.looseObject({
        uri: z.number(),
        buffer: z.looseObject({
          cname: z.string().min(1).max(64),
          key: z.string(),
          uid: z.int().min(1).max(0xffff_ffff),
          service_ids: z.array(z.number()),
        }),
      }),
    )
    .min(1),
});

/** The services that an SDK asks for, and the flags by which it finds their answers. */
const flags: ReadonlyMap<number, number> = new Map([
  [11, 4096],
  [26, 4_194_310],
]);
const chooseServer = 4096;
const answerUri = 23;

/**
 * Which gateway a client is to use, with a ticket for it. The gateway's address is a name, not a number: the SDK then takes
 * the addresses for media from the gateway itself.
 */
export async function answerAccessPoint(
  cloud: AgoraCloud,
  faults: JoinFaults,
  asked: Request,
  port: () => number,
): Promise<Response> {
  const form = await asked.formData().catch(() => undefined);
  const text = form?.get('request');
  const parsed = request.safeParse(typeof text === 'string' ? parseJson(text) : undefined);
  if (!parsed.success) return Response.json({ code: 1, detail: {} }, { status: 400 });
  const { appid, opid, request_bodies: bodies } = parsed.data;
  const answers = bodies.flatMap(({ buffer }) => {
    const { cname, key, uid, service_ids: services } = buffer;
    const verdict = faults.refusal ?? cloud.admit({ channel: cname, uid }, appid, key);
    const code = typeof verdict === 'string' ? accessPointErrors[verdict] : 0;
    const cert = typeof verdict === 'string' ? '' : verdict.ticket;
    cloud.parts.log.add('sdk', 'choose server', { code });
    return services.map((service) => {
      const flag = flags.get(service) ?? chooseServer;
      const gateways =
        flag === chooseServer && code === 0 ? [{ domain_prefix: 'gateway', port: port() }] : [];
      const detail = { 8: '0' };
      return {
        uri: answerUri,
        buffer: { code, flag, cname, cid: 1, uid, cert, edges_services: gateways, detail },
      };
    });
  });
  const at = cloud.parts.now();
  return Response.json({
    opid,
    code: 0,
    enter_ts: at,
    leave_ts: at,
    detail: { 502: '127.0.0.1' },
    response_body: answers,
  });
}
