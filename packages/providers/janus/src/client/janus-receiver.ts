import { isVideoError, readInboundStats } from '@patchbay/contract';
import { attachJanusDesk, type JanusAnswer, type JanusDesk } from './janus-desk.ts';
import { type JanusFeeds, type JanusReport, publicationName } from './janus-events.ts';
import { type JanusLine, pause } from './janus-line.ts';
import { listOf } from './janus-translate.ts';

/** Receives what is wanted over one subscriber's handle. Janus lets subscribe who is in the room, by the private `id`. */
export function createJanusReceiver(
  line: JanusLine,
  room: string,
  id: Promise<unknown>,
  report: JanusReport,
) {
  let desk: JanusDesk | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let wanted: JanusFeeds = new Map();
  /** What Janus was asked for, and what it comes by. */
  const asked = new Map<string, RTCRtpReceiver | undefined>();
  const shown = new Map<string, { readonly muted: boolean; readonly receiver: RTCRtpReceiver }>();
  const later = (work: () => Promise<void>): void => void (queue = queue.then(work).catch(() => undefined));

  const join = async (streams: readonly object[]): Promise<readonly [JanusDesk, JanusAnswer]> => {
    const opened = await attachJanusDesk(line, 'videoroom', { webrtcState: (isUp) => isUp || beginAnew() });
    // Left to itself Janus would offer anew whenever somebody leaves, beside what is asked for here.
    const about = { room, private_id: await id, ptype: 'subscriber', autoupdate: false, streams };
    const answer = opened.ask({ request: 'join', ...about });
    await answer.catch(opened.detach);
    return [opened, await answer];
  };
  /** Janus offers only what is a change; a handle begins with what it joins for. */
  const change = async (missing: readonly string[], gone: readonly string[]): Promise<void> => {
    const [subscribe, unsubscribe] = [missing.map(streamOf), gone.map(streamOf)];
    const both = { ...(missing.length > 0 && { subscribe }), ...(gone.length > 0 && { unsubscribe }) };
    const update = async (known: JanusDesk) =>
      [known, await known.ask({ request: 'update', ...both })] as const;
    const [one, { message, jsep }] = await (desk ? update(desk) : join(subscribe));
    desk = one;
    for (const id of gone) asked.delete(id);
    for (const id of missing) asked.set(id, undefined);
    if (jsep) await one.ask({ request: 'start' }, await one.answer(jsep));
    const transceivers = one.handle.webrtcStuff.pc?.getTransceivers() ?? [];
    for (const { feed_id: feed, feed_mid: feedMid, mid, active } of listOf(message['streams'])) {
      const receiver = transceivers.find((transceiver) => transceiver.mid === mid)?.receiver;
      if (active === true) asked.set(publicationName(feed, feedMid), receiver);
    }
    for (const [id, receiver] of asked) {
      const feed = wanted.get(id);
      if (!feed || !receiver || shown.get(id)?.receiver === receiver) continue;
      const { participantId, source, kind, muted } = feed;
      shown.set(id, { muted, receiver });
      const { track } = receiver;
      report({ type: 'media-added', media: { id, participantId, source, kind, muted, track } });
    }
  };
  const settle = async (): Promise<void> => {
    const missing = [...wanted.keys()].filter((id) => !asked.has(id));
    const gone = [...asked.keys()].filter((id) => !wanted.has(id));
    if (missing.length + gone.length === 0) return;
    try {
      await change(missing, gone);
    } catch (error) {
      // Who left a moment ago is refused, and is not wanted soon. A lost line begins anew.
      if (!isVideoError(error) || error.vendorCode !== 'videoroom 428') return;
      await pause(200);
    }
    await settle();
  };
  /** The peer connection is gone, or offers may have been lost. */
  const beginAnew = (): void =>
    later(async () => {
      const old = desk;
      desk = undefined;
      asked.clear();
      await old?.detach();
      await settle();
    });

  return {
    beginAnew,
    want(feeds: JanusFeeds): void {
      wanted = feeds;
      for (const [id, { muted, receiver }] of shown) {
        const now = feeds.get(id);
        if (now) shown.set(id, { muted: now.muted, receiver });
        else shown.delete(id);
        if (!now) report({ type: 'media-removed', id });
        else if (now.muted !== muted) report({ type: 'media-muted', id, muted: now.muted });
      }
      later(settle);
    },
    async stats() {
      const feeds = [...wanted].map(([publicationId, feed]) => ({
        publicationId,
        ...feed,
        ...shown.get(publicationId),
      }));
      const rows = feeds.map(async ({ publicationId, participantId, source, kind, receiver }) => {
        const report = await receiver?.getStats();
        return (
          report && {
            report,
            row: { publicationId, participantId, source, kind, ...readInboundStats(report) },
          }
        );
      });
      return (await Promise.all(rows)).filter((row) => row !== undefined);
    },
  };
}

function streamOf(id: string) {
  const slash = id.lastIndexOf('/');
  return { feed: id.slice(0, slash), mid: id.slice(slash + 1) };
}
