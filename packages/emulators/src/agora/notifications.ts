import { createHmac, randomUUID } from 'node:crypto';
import type { EmulatorLog } from '../emulator-log.ts';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import type { AgoraAccount } from './agora-account.ts';
import type { EmulatedChannel } from './emulated-channel.ts';
import type { EmulatedMember } from './emulated-member.ts';

export interface NotificationParts extends EmulatorSurroundings {
  readonly account: AgoraAccount;
  readonly log: EmulatorLog;
  readonly notificationUrl: string | undefined;
}

export interface Notifications {
  /** The vendor's bad day: nobody is told who left. */
  areLeavesLost: boolean;
  channelCreated(channel: EmulatedChannel): void;
  channelDestroyed(channel: EmulatedChannel, last: EmulatedMember): void;
  joined(channel: EmulatedChannel, member: EmulatedMember): void;
  left(channel: EmulatedChannel, member: EmulatedMember, reason: number): void;
  /** Resolves when all that is due was sent. */
  settled(): Promise<void>;
}

const webPlatform = 7;
const realTimeCommunication = 1;

/** Agora Notifications of channels in the communication profile: signed over the body both ways, sent once each, in order. */
export function createNotifications(parts: NotificationParts): Notifications {
  const { account, fetch, log, notificationUrl, now } = parts;
  let queue = Promise.resolve();

  const send = (channel: EmulatedChannel, eventType: number, about: object): void => {
    if (notificationUrl === undefined) return;
    const at = now();
    const body = JSON.stringify({
      sid: randomUUID().replaceAll('-', '').toUpperCase(),
      noticeId: `${randomUUID()}:${eventType}`,
      productId: realTimeCommunication,
      eventType,
      notifyMs: at,
      payload: { channelName: channel.name, ts: Math.floor(at / 1000), ...about },
    });
    const headers = {
      'content-type': 'application/json',
      'agora-signature': signNotification('sha1', account.notificationSecret, body),
      'agora-signature-v2': signNotification('sha256', account.notificationSecret, body),
    };
    queue = queue.then(async () => {
      const signal = AbortSignal.timeout(10_000);
      const status = await fetch(notificationUrl, { method: 'POST', body, headers, signal }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        () => 0,
      );
      log.add('emulator', `notification ${eventType}`, { status });
    });
  };
  const about = ({ uid, terms }: EmulatedMember) => ({
    uid,
    platform: webPlatform,
    clientSeq: terms.joinedAt * 1000 + terms.sequence,
  });

  const notifications: Notifications = {
    areLeavesLost: false,
    channelCreated: (channel) => send(channel, 101, {}),
    channelDestroyed: (channel, { uid }) => send(channel, 102, { lastUid: uid }),
    joined: (channel, member) => send(channel, 107, about(member)),
    left: (channel, member, reason) => {
      if (notifications.areLeavesLost) return;
      const { joinedAt } = member.terms;
      const { clientSeq, ...rest } = about(member);
      const duration = Math.round((now() - joinedAt) / 1000);
      send(channel, 108, { ...rest, clientSeq: clientSeq + 1, reason, duration });
    },
    settled: () => queue,
  };
  return notifications;
}

/** Hexadecimal. */
export const signNotification = (algorithm: 'sha1' | 'sha256', secret: string, body: string): string =>
  createHmac(algorithm, secret).update(body).digest('hex');
