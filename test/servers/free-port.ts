import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo } from 'node:net';

/** A port of the loopback interface that nobody uses, neither for TCP nor for UDP. It may be taken before it is used. */
export async function freePort(): Promise<number> {
  const port = await new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
  const isFree = await new Promise<boolean>((resolve) => {
    const socket = createSocket('udp4');
    socket.on('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
  return isFree ? port : freePort();
}
