import { describe, expect, test } from 'vitest';
import { withStableMediaIds } from './stable-media-ids.ts';

const section = (mid: string, direction: string, track: string) =>
  [
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    `a=mid:${mid}`,
    `a=${direction}`,
    `a=msid:stream ${track}`,
    `a=ssrc:1 msid:stream ${track}`,
    '',
  ].join('\r\n');
const session = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n';

describe('a media section', () => {
  test('is named by itself, whatever is sent in it', () => {
    const first = withStableMediaIds(session + section('1', 'sendrecv', 'track-a'), 'link');
    const second = withStableMediaIds(session + section('1', 'sendonly', 'track-b'), 'link');
    expect(first.sdp).toBe(session + section('1', 'sendrecv', 'link-1'));
    expect(second.sdp).toBe(session + section('1', 'sendonly', 'link-1'));
    expect([...first.ids, ...second.ids]).toEqual([
      ['track-a', 'link-1'],
      ['track-b', 'link-1'],
    ]);
  });

  test('that sends nothing carries no track', () => {
    const sdp = session + section('0', 'recvonly', 'track-a') + section('1', 'inactive', 'track-b');
    expect(withStableMediaIds(sdp, 'link').ids.size).toBe(0);
  });

  test('without a track stays as it is', () => {
    const sdp = `${session}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n`;
    expect(withStableMediaIds(sdp, 'link')).toEqual({ sdp, ids: new Map() });
  });
});
