import type { JoinTicket, RemotePublication } from '@patchbay/contract';
import { livekit } from '@patchbay/provider-livekit';
import { mesh } from '@patchbay/provider-mesh';
import { joinSession, type SessionOptions } from '@patchbay/session';

/** Joins, shows everybody in `stage`, sends camera and microphone. The function it resolves to leaves. */
export async function firstSession(ticket: JoinTicket, stage: Element, options?: Partial<SessionOptions>) {
  const session = await joinSession(ticket, { providers: [mesh, livekit], ...options });
  const elements = new Map<string, Element>();
  const show = ({ id, kind, attach }: RemotePublication) => {
    const element = stage.ownerDocument.createElement(kind);
    attach(element);
    stage.append(element);
    elements.set(id, element);
  };
  for (const { publications } of session.participants.values()) publications.forEach(show);
  session.on('track-published', ({ publication }) => show(publication));
  session.on('track-unpublished', ({ publication }) => elements.get(publication.id)?.remove());
  await Promise.all([session.publish({ kind: 'camera' }), session.publish({ kind: 'microphone' })]);
  return () => session.leave();
}
