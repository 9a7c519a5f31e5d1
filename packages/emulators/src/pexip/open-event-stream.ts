import type { EventStream } from './pexip-wire.ts';

/** Server-sent events as a response that goes on until it is cut, or nobody reads it any more. */
export function openEventStream(onEnd: () => void): {
  readonly response: Response;
  readonly stream: EventStream;
} {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const end = (): void => {
    controller = undefined;
    onEnd();
  };
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
      // Some clients hold an open stream for closed until its first byte.
      given.enqueue(encoder.encode(': open\n\n'));
    },
    cancel: end,
  });
  const stream: EventStream = {
    tell: (event, data) =>
      controller?.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)),
    cut: () => {
      controller?.close();
      end();
    },
  };
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };
  return { response: new Response(body, { headers }), stream };
}
