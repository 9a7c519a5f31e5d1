import { describe, expect, test } from 'vitest';
import { joinedAfter, media, mediaOf, person, reduceAll } from '../fixtures/snapshots.ts';
import { summarize } from '../fixtures/record-events.ts';
import { createTrack } from '../fixtures/test-track.ts';
import type { SessionFact } from './reduce-provider-event.ts';
import { attachNothing, type RenderedMedia } from './render-track.ts';

const rendered = (id: string, changes: Partial<RenderedMedia>): SessionFact => ({
  type: 'media-added',
  media: mediaOf(id, 'a', changes),
});

describe('media', () => {
  test('is told with its participant as that is then', () => {
    const { told } = reduceAll(joinedAfter(person('a')), [
      media('1', 'a', { source: 'screen', muted: true }),
    ]);
    const [event] = told;
    expect(event).toMatchObject({
      name: 'track-published',
      payload: { publication: { id: '1', source: 'screen', muted: true, paused: false } },
    });
    const participant = event?.name === 'track-published' ? event.payload.participant : undefined;
    expect([...(participant?.publications.keys() ?? [])]).toEqual(['1']);
  });

  test('before its participant makes the participant, who is told first', () => {
    const { snapshot, told } = reduceAll(joinedAfter(), [media('1', 'a'), person('a')]);
    expect(summarize(told)).toEqual(['participant-joined', 'track-published', 'participant-updated']);
    expect(snapshot.participants.get('a')).toMatchObject({ userKey: 'user-a' });
    expect(snapshot.participants.get('a')?.publications.size).toBe(1);
  });

  test('of oneself is ignored', () => {
    expect(reduceAll(joinedAfter(), [media('1', 'self')]).told).toEqual([]);
  });

  test('of nobody is a mix', () => {
    const { snapshot, told } = reduceAll(joinedAfter(), [
      media('m', undefined),
      { type: 'media-removed', id: 'm' },
    ]);
    expect(told).toMatchObject([
      { name: 'track-published', payload: { publication: { source: 'mix' }, participant: undefined } },
      { name: 'track-unpublished', payload: { publication: { id: 'm' }, participant: undefined } },
    ]);
    expect(snapshot.mixes.size).toBe(0);
  });

  test('repeated is harmless, also with a new attach function', () => {
    const track = createTrack('video');
    const first = rendered('1', { track });
    const again = rendered('1', { track, attach: () => () => undefined });
    expect(summarize(reduceAll(joinedAfter(first), [again, again]).told)).toEqual([]);
  });

  test('repeated with another mute state is a mute', () => {
    const { told } = reduceAll(joinedAfter(media('1', 'a')), [media('1', 'a', { muted: true })]);
    expect(summarize(told)).toEqual(['track-muted']);
  });

  test('exchanged for another track is an unpublishing and a publishing', () => {
    const [before, after] = [createTrack('video'), createTrack('video')];
    const { snapshot, told } = reduceAll(joinedAfter(rendered('1', { track: before })), [
      rendered('1', { track: after }),
    ]);
    expect(summarize(told)).toEqual(['track-unpublished', 'track-published']);
    expect(snapshot.participants.get('a')?.publications.get('1')?.track).toBe(after);
  });

  test('without a track, a new attach function means new media', () => {
    const other = media('1', 'a', { attach: () => () => undefined });
    expect(summarize(reduceAll(joinedAfter(media('1', 'a')), [other]).told)).toEqual([
      'track-unpublished',
      'track-published',
    ]);
  });

  test.each([
    [{ type: 'media-muted', id: '1', muted: true }, 'track-muted'],
    [{ type: 'media-paused', id: '1', paused: true }, 'track-paused'],
  ] as const)('%j is told once', (event, name) => {
    const { told } = reduceAll(joinedAfter(media('1', 'a')), [event, event]);
    expect(summarize(told)).toEqual([name]);
  });

  test.each([
    [{ type: 'media-muted', id: '1', muted: false }, { muted: true }, 'track-unmuted'],
    [{ type: 'media-muted', id: '1', muted: false }, { muted: false }, undefined],
  ] as const)('%j after %j', (event, start, name) => {
    const { told } = reduceAll(joinedAfter(media('1', 'a', start)), [event]);
    expect(summarize(told)).toEqual(name === undefined ? [] : [name]);
  });

  test('without a track goes on with the one it had', () => {
    const track = createTrack('video');
    const off = rendered('1', { track: undefined, attach: attachNothing, muted: true });
    const { snapshot, told } = reduceAll(joinedAfter(rendered('1', { track })), [off]);
    expect(summarize(told)).toEqual(['track-muted']);
    expect(snapshot.participants.get('a')?.publications.get('1')?.track).toBe(track);
  });

  test('paused from the beginning, or told paused again, is paused', () => {
    const start = joinedAfter(media('1', 'a', { paused: true }));
    expect(start.participants.get('a')?.publications.get('1')?.paused).toBe(true);
    const again = [media('1', 'a'), media('1', 'a', { paused: false }), media('1', 'a', { paused: false })];
    expect(summarize(reduceAll(start, again).told)).toEqual(['track-resumed']);
  });

  test('paused and resumed', () => {
    const { told } = reduceAll(joinedAfter(media('1', 'a')), [
      { type: 'media-paused', id: '1', paused: true },
      { type: 'media-paused', id: '1', paused: false },
    ]);
    expect(summarize(told)).toEqual(['track-paused', 'track-resumed']);
  });

  test('a fact about unknown media is nothing', () => {
    const before = joinedAfter(media('1', 'a'));
    const { snapshot, told } = reduceAll(before, [
      { type: 'media-removed', id: 'x' },
      { type: 'media-muted', id: 'x', muted: true },
      { type: 'media-paused', id: 'x', paused: true },
    ]);
    expect(snapshot).toBe(before);
    expect(told).toEqual([]);
  });
});
