import type { VendorRendering } from '@patchbay/contract';
import { describe, expect, test, vi } from 'vitest';
import { joinFixture, type SessionFixture } from '../fixtures/joined-session.ts';
import { allCapabilities, createStubProvider, createViewer, rendering } from '../fixtures/stub-provider.ts';
import { summarize } from '../fixtures/record-events.ts';
import { settle } from '../fixtures/test-environment.ts';

const capabilities = { ...allCapabilities, rawTrackOut: false };
const join = () => joinFixture({ provider: createStubProvider('stub', capabilities) });

/** Somebody's camera, as a vendor without raw tracks tells of it. */
function show(
  { provider, session }: SessionFixture,
  shown: VendorRendering = rendering('theirs'),
  muted = false,
) {
  const about = { id: 'm', participantId: 'p', source: 'camera', kind: 'video', muted } as const;
  provider.report({ type: 'media-added', media: { ...about, track: undefined, rendering: shown } });
  const publication = session.participants.get('p')?.publications.get('m');
  if (publication === undefined) throw new Error('It was not told.');
  return publication;
}

describe('what a vendor renders of others', () => {
  test('is seen in every element, off while it is muted, and gone with the publication', async () => {
    const fixture = await join();
    const element = createViewer();
    show(fixture).attach(element);
    await settle();
    expect(element.srcObject).toBe('theirs');
    fixture.provider.report({ type: 'media-muted', id: 'm', muted: true });
    await settle();
    expect(element.srcObject).toBeNull();
    fixture.provider.report({ type: 'media-muted', id: 'm', muted: false });
    await settle();
    expect(element.srcObject).toBe('theirs');
    fixture.provider.report({ type: 'participant-left', participantId: 'p' });
    expect(element.srcObject).toBeNull();
  });

  test('is the same when it is told again with another rendering', async () => {
    const fixture = await join();
    const element = createViewer();
    show(fixture).attach(element);
    await settle();
    fixture.events.length = 0;
    const again = show(fixture, rendering('again'));
    again.attach(createViewer());
    await settle();
    expect(summarize(fixture.events)).toEqual([]);
    expect(element.srcObject).toBe('theirs');
  });

  test('is another one after it was gone', async () => {
    const fixture = await join();
    show(fixture);
    fixture.provider.report({ type: 'media-removed', id: 'm' });
    const element = createViewer();
    show(fixture, rendering('again')).attach(element);
    await settle();
    expect(element.srcObject).toBe('again');
  });

  test('is opened for nobody, nor while it is muted, and closed when the session is over', async () => {
    const fixture = await join();
    const watched = {
      open: vi.fn(rendering('theirs').open),
      close: vi.fn(async () => undefined),
    } satisfies VendorRendering;
    const publication = show(fixture, watched, true);
    publication.attach(createViewer());
    await settle();
    expect(watched.open).not.toHaveBeenCalled();
    fixture.provider.report({ type: 'media-muted', id: 'm', muted: false });
    await settle();
    expect(watched.open).toHaveBeenCalledTimes(1);
    await fixture.session.leave();
    expect(watched.close).toHaveBeenCalledTimes(1);
  });

  test('that fails to open is closed all the same', async () => {
    const fixture = await join();
    const failing = {
      open: () => Promise.reject(new Error('no page')),
      close: vi.fn(async () => undefined),
    } satisfies VendorRendering;
    show(fixture, failing).attach(createViewer());
    await settle();
    expect(failing.close).toHaveBeenCalledTimes(1);
  });
});

test('sound that a vendor plays past every element is told, and attaching it does nothing', async () => {
  const { provider, session } = await join();
  const about = { id: 'm', participantId: 'p', source: 'microphone', kind: 'audio', muted: false } as const;
  provider.report({ type: 'media-added', media: { ...about, track: undefined } });
  const publication = session.participants.get('p')?.publications.get('m');
  const element = createViewer();
  publication?.attach(element)();
  expect(publication).toMatchObject({ source: 'microphone', track: undefined });
  expect(element.srcObject).toBeNull();
});
