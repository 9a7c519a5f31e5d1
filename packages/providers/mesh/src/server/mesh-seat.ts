import type { Place, SeatHost } from '@patchbay/signalling/server';
import type { MeshBody, MeshMember, MeshProtocol } from '../mesh-wire.ts';

/** What the server knows of one person: what they publish, once they are ready. Their media pass it by. */
export interface MeshPlace extends Place<MeshProtocol> {
  readonly connection: string;
  /** Undefined until they are ready to be met. */
  member(): MeshMember | undefined;
  /** Tells them, unless they are told with their welcome. */
  inform(body: MeshBody): void;
}

export function openSeat(host: SeatHost<MeshProtocol, MeshPlace>): MeshPlace {
  const { participant, connection, tell, mention, others } = host;
  let member: MeshMember | undefined;
  let isWelcome = false;

  return {
    tell,
    mention,
    connection,
    member: () => member,
    inform: (body) => void (isWelcome && tell(body)),
    welcome() {
      isWelcome = true;
      return { members: others().flatMap((other) => other.member() ?? []) };
    },
    async serve(request) {
      if (request.type === 'signal') {
        const { to, signal } = request;
        const receiver = others().find((other) => other.connection === to);
        receiver?.inform({ type: 'signal', from: connection, signal });
        return undefined;
      }
      const { type, publications } = request;
      const isFirst = member === undefined;
      member = { connection, participant, publications };
      const news: MeshBody = isFirst ? { type: 'member', member } : { type, from: connection, publications };
      for (const other of others()) other.inform(news);
      return undefined;
    },
    close: () => undefined,
  };
}
