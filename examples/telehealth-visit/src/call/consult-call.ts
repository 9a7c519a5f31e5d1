import {
  isVideoError,
  type JoinTicket,
  type LocalPublication,
  type LocalSource,
  type ParticipantId,
  type ProviderDescriptor,
  type PublishableSource,
  type SessionStats,
  type UserKey,
} from '@patchbay/contract';
import { createSession, type JoinableSession, type SessionEnvironment } from '@patchbay/session';
import {
  type DeviceKind,
  type DeviceTrouble,
  deviceGuidance,
  deviceTroubleOf,
} from '../devices/device-trouble.ts';
import { labelOfUserKey } from '../visit/seat.ts';
import { Observable } from '../visit/observable.ts';
import { ObservedSession } from './session-view.ts';
import { decodeText, encodeText, type TextMessage } from './text-message.ts';

export type Control = 'camera' | 'microphone' | 'screen';

/** What the call's page has on its desk beside the session itself. */
export interface CallDesk {
  readonly messages: readonly TextMessage[];
  /** Controls whose last press has not come through yet. */
  readonly busy: readonly Control[];
  /** One thing that did not work, in words; undefined when all is well or it was put away. */
  readonly notice: string | undefined;
}

export interface DeviceChoice {
  readonly on: boolean;
  readonly deviceId: string | undefined;
}

export interface CallChoices {
  readonly camera: DeviceChoice;
  readonly microphone: DeviceChoice;
}

export interface CallSurroundings {
  readonly providers: readonly ProviderDescriptor[];
  readonly now: () => number;
  /** The browser's own unless given. */
  readonly environment?: SessionEnvironment;
}

/** One call of this page: the session, and what the buttons do. Lives outside of React. */
export class ConsultCall {
  readonly session: ObservedSession;
  readonly desk = new Observable<CallDesk>({ messages: [], busy: [], notice: undefined });
  readonly #session: JoinableSession;
  readonly #now: () => number;
  #deviceIds: Record<DeviceKind, string | undefined> = { camera: undefined, microphone: undefined };
  #messageCount = 0;

  /** Throws `ticket-invalid` or `ticket-expired`. */
  constructor(ticket: JoinTicket, { providers, now, environment }: CallSurroundings) {
    this.#now = now;
    this.#session = createSession(ticket, {
      providers,
      ...(environment === undefined ? {} : { environment }),
    });
    this.session = new ObservedSession(this.#session);
    this.#session.on('message-received', ({ from, message }) => {
      const text = decodeText(message);
      if (text !== undefined) this.#addMessage(labelOfUserKey(this.#userKeyOf(from)), false, text);
    });
    this.#session.on('local-unpublished', ({ publication, reason }) => {
      const { source } = publication;
      if (reason === 'ended' && (source === 'camera' || source === 'microphone'))
        this.#tellDevice(source, 'unplugged');
    });
  }

  /** Resolves when joined and what was wanted is published; a device that fails is a notice, not the end. */
  async join({ camera, microphone }: CallChoices): Promise<void> {
    this.#deviceIds = { camera: camera.deviceId, microphone: microphone.deviceId };
    await this.#session.join();
    await Promise.all([
      microphone.on ? this.toggle('microphone') : undefined,
      camera.on ? this.toggle('camera') : undefined,
    ]);
  }

  /** Turns the camera, the microphone or the screen on or off, whichever it is not. */
  async toggle(control: Control): Promise<void> {
    await this.#press(control, async () => {
      const publication = this.#published(control);
      if (publication === undefined) await this.#session.publish(this.#source(control));
      else if (control === 'screen') await this.#session.unpublish(publication);
      else await this.#session.setMuted(publication, !publication.muted);
    });
  }

  /**
   * Another camera or microphone, now if it is in use and otherwise when it is turned on. False when the old one goes on; a
   * notice says why.
   */
  async changeDevice(kind: DeviceKind, deviceId: string): Promise<boolean> {
    return this.#press(kind, async () => {
      const publication = this.#published(kind);
      const before = this.#deviceIds[kind];
      this.#deviceIds[kind] = deviceId;
      if (publication === undefined) return;
      try {
        await this.#session.replace(publication, this.#source(kind));
      } catch (error) {
        this.#deviceIds[kind] = before;
        throw error;
      }
    });
  }

  /** False when it was not sent; a notice says why. */
  async sendText(text: string): Promise<boolean> {
    try {
      await this.#session.send(encodeText(text));
      this.#addMessage('You', true, text);
      return true;
    } catch {
      this.desk.update({ notice: 'The message was not sent. Check your connection and try again.' });
      return false;
    }
  }

  async resumePlayback(): Promise<void> {
    try {
      await this.#session.resumePlayback();
      this.session.refresh({ playbackBlocked: false });
    } catch {
      this.desk.update({ notice: 'The sound did not start. Click “Turn on sound” again.' });
    }
  }

  dismissNotice(): void {
    this.desk.update({ notice: undefined });
  }

  stats(): Promise<SessionStats> {
    return this.#session.stats();
  }

  /** Never rejects. */
  leave(): Promise<void> {
    return this.#session.leave();
  }

  /** Also of somebody who has just left: a last message may come after its sender went. */
  #userKeyOf(id: ParticipantId): UserKey | undefined {
    const { departed } = this.session.getSnapshot();
    return (
      this.#session.participants.get(id)?.userKey ?? (departed?.id === id ? departed.userKey : undefined)
    );
  }

  #published(source: PublishableSource): LocalPublication | undefined {
    return [...this.#session.local.publications.values()].find(
      (publication) => publication.source === source,
    );
  }

  #source(control: Control): LocalSource {
    if (control === 'screen') return { kind: 'screen' };
    const deviceId = this.#deviceIds[control];
    return deviceId === undefined ? { kind: control } : { kind: control, deviceId };
  }

  /** One press at a time per control: a second one while the first is under way does nothing. */
  async #press(control: Control, act: () => Promise<void>): Promise<boolean> {
    if (this.desk.getSnapshot().busy.includes(control)) return false;
    this.desk.update({ busy: [...this.desk.getSnapshot().busy, control], notice: undefined });
    try {
      await act();
      return true;
    } catch (error) {
      this.#tell(control, error);
      return false;
    } finally {
      this.desk.update({ busy: this.desk.getSnapshot().busy.filter((busy) => busy !== control) });
      this.session.refresh();
    }
  }

  #tell(control: Control, error: unknown): void {
    const code = isVideoError(error) ? error.code : undefined;
    // Leaving overtook the press.
    if (code === 'aborted' || code === 'invalid-state') return;
    if (control === 'screen') {
      // The person closed the browser's own picker: nothing went wrong.
      if (code !== 'device-denied')
        this.desk.update({ notice: 'The screen could not be shared. Try again.' });
    } else if (code?.startsWith('device-') === true) {
      this.#tellDevice(control, deviceTroubleOf(error));
    } else {
      this.desk.update({
        notice: `The ${control} could not be changed. Check your connection and try again.`,
      });
    }
  }

  #tellDevice(kind: DeviceKind, trouble: DeviceTrouble): void {
    const { title, advice } = deviceGuidance(kind, trouble);
    this.desk.update({ notice: `${title}. ${advice}` });
  }

  #addMessage(from: string, own: boolean, text: string): void {
    const message = { id: this.#messageCount++, from, own, text, at: this.#now() };
    this.desk.update({ messages: [...this.desk.getSnapshot().messages, message] });
  }
}
