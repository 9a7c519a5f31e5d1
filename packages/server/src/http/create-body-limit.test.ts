import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { Problem } from '../problem.ts';
import { createBodyLimit } from './create-body-limit.ts';
import type { ServerEnv } from './server-env.ts';

const app = new Hono<ServerEnv>();
app.onError((error) => new Response(error instanceof Problem ? error.code : 'another', { status: 413 }));
app.use(createBodyLimit(10));
app.post('/', async (context) => context.text(await context.req.text()));

/** A body whose length the request does not say by itself. */
async function answerTo(text: string, headers: Record<string, string>): Promise<string> {
  const body = new Blob([text]).stream();
  const init = { method: 'POST', body, duplex: 'half', headers };
  return (await app.fetch(new Request('http://loopback/', init))).text();
}

describe('the limit of a body', () => {
  test.each<[what: string, text: string, headers: Record<string, string>, answer: string]>([
    ['lets through what is as large as it may be', '0123456789', { 'content-length': '10' }, '0123456789'],
    ['refuses what says that it is larger', '01234567890', { 'content-length': '11' }, 'body-too-large'],
    ['counts what does not say how large it is', '01234567890', {}, 'body-too-large'],
    ['gives on what it counted', '0123456789', {}, '0123456789'],
    [
      'counts what says it, but comes in chunks',
      '01234567890',
      { 'content-length': '1', 'transfer-encoding': 'chunked' },
      'body-too-large',
    ],
    ['takes no other word for small', '0', { 'content-length': 'small' }, 'body-too-large'],
  ])('%s', async (_, text, headers, answer) => {
    expect(await answerTo(text, headers)).toBe(answer);
  });
});
