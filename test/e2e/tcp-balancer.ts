import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A load balancer on loopback: every connection goes to the first of its servers that takes one. */
export interface TcpBalancer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startTcpBalancer(targetPorts: readonly number[]): Promise<TcpBalancer> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const forward = (incoming: Socket, [target, ...others]: readonly number[]): void => {
    if (target === undefined) {
      incoming.resetAndDestroy();
      return;
    }
    const outgoing = connect(target, '127.0.0.1');
    keep(outgoing);
    let isTaken = false;
    outgoing.on('connect', () => {
      isTaken = true;
      incoming.pipe(outgoing).pipe(incoming);
    });
    outgoing.on('error', () => (isTaken ? incoming.resetAndDestroy() : forward(incoming, others)));
    outgoing.on('close', () => isTaken && incoming.destroy());
    incoming.on('close', () => outgoing.destroy());
  };
  const server = createServer((incoming) => {
    keep(incoming);
    incoming.on('error', () => undefined);
    forward(incoming, targetPorts);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
