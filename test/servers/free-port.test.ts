import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from './free-port.ts';

test('a free port can be listened on, over TCP and UDP at once', async () => {
  const port = await freePort();
  const server = createServer();
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(port, '127.0.0.1', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.bind(port, '127.0.0.1', resolve);
  });
  expect([server.address(), socket.address()]).toMatchObject([{ port }, { port }]);
  server.close();
  socket.close();
});
