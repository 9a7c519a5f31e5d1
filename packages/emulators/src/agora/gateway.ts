import type { WebSocket } from 'ws';
import type { AgoraCloud, Seat } from './agora-cloud.ts';
import type { JoinFaults } from './access-point.ts';
import { type GatewayError, gatewayErrors } from './agora-errors.ts';
import type { Wire } from './emulated-member.ts';
import { gatewayMessages, gatewayRequest, kindOfStream, type OrtcOffer } from './gateway-wire.ts';
import { openMediaLeg } from './media-leg.ts';
import { askForKeyFrame, relayMedia } from './relay-media.ts';
import { parseJson } from '../parse-json.ts';

/** What a request is answered with: a message, or why not. */
type Answer = object | GatewayError;
type Handler = (seat: Seat, message: unknown) => Answer | Promise<Answer>;

const quality = { B_unq: 1, B_dnq: 1, access_delay: 0, e2e_delay: 0, ntp_offset: 0, peer_delay: [] };

/** Plain JSON on one WebSocket per client: requests with an `_id`, each answered, and notices without. */
export function serveGateway(socket: WebSocket, cloud: AgoraCloud, faults: JoinFaults): void {
  const { log, schedule } = cloud.parts;
  let seat: Seat | undefined;
  let queue = Promise.resolve();

  const write = (message: object): void => {
    const send = () => void (socket.readyState === socket.OPEN && socket.send(JSON.stringify(message)));
    if (faults.delay > 0) schedule(send, faults.delay);
    else send();
  };
  const wire: Wire = {
    notify: (type, message) => write({ _type: type, _message: message }),
    cut: () => socket.terminate(),
  };

  const connect = async ({ channel, member }: Seat, offer: OrtcOffer): Promise<object> => {
    member.leg?.close();
    member.leg = await openMediaLeg(
      offer,
      relayMedia(member, () => channel.others(member)),
    );
    return { ...member.leg.answer, cname: `gateway-${channel.id}` };
  };

  const join = async (message: unknown): Promise<Answer> => {
    const parsed = gatewayMessages.join.safeParse(message);
    const ticket = parsed.data?.ap_response.ticket ?? '';
    await cloud.holding(ticket);
    if (!parsed.success || !cloud.isAdmitted(ticket) || socket.readyState !== socket.OPEN)
      return gatewayErrors.notAuthorized;
    const entered = cloud.join(ticket, wire);
    if (!entered) return gatewayErrors.userBanned;
    const { channel, member } = entered;
    seat = entered;
    const ortc = await connect(entered, parsed.data.ortc);
    const { uid } = member;
    const { rejoinToken: rejoin_token } = member.terms;
    return {
      uid,
      uint_id: uid,
      cid: channel.id,
      vid: '0',
      rejoin_token,
      attributes: { userAttributes: {} },
      ortc,
    };
  };

  const rejoin = async (message: unknown): Promise<Answer> => {
    const parsed = gatewayMessages.rejoin.safeParse(message);
    const token = parsed.data?.token ?? '';
    await cloud.seatOf(token)?.member.lifted;
    const found = cloud.seatOf(token);
    if (!found) return gatewayErrors.invalidRejoin;
    const { channel, member } = found;
    member.keep();
    member.wire?.cut();
    member.wire = wire;
    seat = found;
    return { peers: channel.others(member).map(({ uid, streams }) => peerOf(uid, streams)) };
  };

  const answer = async (type: string, message: unknown): Promise<Answer> => {
    if (type === 'join_v3') return join(message);
    if (type === 'rejoin_v3') return rejoin(message);
    if (!seat) return gatewayErrors.notJoined;
    const handle = handlers.get(type);
    const answered = handle ? await handle(seat, message) : {};
    if (changingStreams.has(type)) cloud.recount(seat.channel);
    return answered;
  };

  const handlers = new Map<string, Handler>([
    ['traffic_stats', () => quality],
    ['gateway_info', () => ({ version: 'emulated' })],
    [
      'connect_pc',
      async (at, message) => {
        const parsed = gatewayMessages.connect.safeParse(message);
        return parsed.success ? connect(at, parsed.data.ortc) : gatewayErrors.unknownMessage;
      },
    ],
    ...channelHandlers,
    [
      'leave',
      (at) => {
        cloud.leave(at, 1);
        seat = undefined;
        return {};
      },
    ],
  ]);

  socket.on('message', (data: Buffer) => {
    const parsed = gatewayRequest.safeParse(parseJson(data.toString('utf8')));
    if (!parsed.success) return;
    const { _id: id, _type: type, _message: message } = parsed.data;
    // One after the other: joining takes a moment.
    queue = queue.then(async () => {
      const answered = await answer(type, message);
      const isRefused = typeof answered === 'number';
      if (!quietly.has(type)) log.add('sdk', type, isRefused ? { refused: answered } : {});
      if (id === undefined) return;
      const refusal = { code: Number(answered), error_code: Number(answered), error_str: 'refused' };
      write({
        _id: id,
        _type: type,
        _result: isRefused ? 'failed' : 'success',
        _message: isRefused ? refusal : answered,
      });
      // Whoever was let in hears of the others right after the answer.
      if (type === 'join_v3' && seat) seat.channel.introduce(seat.member);
    });
  });
  socket.on('close', () => {
    if (seat?.member.wire === wire) cloud.suspend(seat);
  });
}

const changingStreams = new Set(['publish', 'unpublish', 'subscribe', 'unsubscribe']);

/** Comes every few seconds. */
const quietly = new Set(['ping', 'ping_back', 'traffic_stats', 'wrtc_stats', 'ws_inflate_data_length']);

const channelHandlers: readonly (readonly [string, Handler])[] = [
  [
    'publish',
    ({ channel, member }, message) => {
      const parsed = gatewayMessages.publish.safeParse(message);
      if (!parsed.success) return gatewayErrors.invalidPublish;
      for (const stream of parsed.data.ortc) channel.announce(member, member.publish(stream));
      return { ortc: parsed.data.ortc };
    },
  ],
  [
    'unpublish',
    ({ channel, member }, message) => {
      const parsed = gatewayMessages.unpublish.safeParse(message);
      if (!parsed.success) return gatewayErrors.invalidPublish;
      channel.unpublish(
        member,
        parsed.data.ortc.map(({ stream_type: type }) => kindOfStream(type)),
      );
      return {};
    },
  ],
  [
    'subscribe',
    ({ channel, member }, message) => {
      const parsed = gatewayMessages.subscribe.safeParse(message);
      if (!parsed.success) return gatewayErrors.invalidSubscribe;
      const { stream_id: uid, stream_type: type, ssrcId } = parsed.data;
      const owner = channel.byUid(uid);
      const stream = owner?.streams.get(kindOfStream(type));
      if (!owner || stream?.ssrcId !== ssrcId) return gatewayErrors.invalidSubscribe;
      member.hears.add(ssrcId);
      if (stream.rtx !== undefined) member.hears.add(stream.rtx);
      if (stream.kind === 'video') askForKeyFrame(owner, ssrcId);
      return {};
    },
  ],
  [
    'unsubscribe',
    ({ channel, member }, message) => {
      const parsed = gatewayMessages.unsubscribe.safeParse(message);
      if (!parsed.success) return gatewayErrors.invalidSubscribe;
      const { stream_id: uid, ortc = [] } = parsed.data;
      const kinds = ortc.map(({ stream_type: type }) => kindOfStream(type));
      for (const stream of channel.byUid(uid)?.streams.values() ?? []) {
        if (!kinds.includes(stream.kind)) continue;
        member.hears.delete(stream.ssrcId);
        if (stream.rtx !== undefined) member.hears.delete(stream.rtx);
      }
      return {};
    },
  ],
  [
    'control',
    ({ channel, member }, message) => {
      const action = gatewayMessages.control.safeParse(message).data?.action ?? '';
      const [, verb, kind] = /^(mute|unmute)_local_(audio|video)$/.exec(action) ?? [];
      if (kind === 'audio' || kind === 'video') channel.mute(member, kind, verb === 'mute');
      return {};
    },
  ],
  [
    'data_stream',
    ({ channel, member }, message) => {
      const parsed = gatewayMessages.data.safeParse(message);
      if (!parsed.success) return gatewayErrors.unknownMessage;
      channel.send(member, parsed.data.payload);
      return {};
    },
  ],
];

function peerOf(uid: number, streams: Seat['member']['streams']): object {
  const [audio, video] = [streams.get('audio'), streams.get('video')];
  return {
    uid,
    uint_id: uid,
    audio: audio !== undefined,
    audio_ssrc: audio?.ssrcId,
    audio_mute: audio?.isMuted ?? false,
    audio_enable_local: true,
    video: video !== undefined,
    video_ssrc: video?.ssrcId,
    video_mute: video?.isMuted ?? false,
    video_enable_local: true,
  };
}
