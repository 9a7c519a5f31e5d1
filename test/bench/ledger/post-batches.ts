import { type Agent, request } from 'node:http';

export interface PostTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer's body, parsed. Rejects when it is not 200. */
export function post(
  { url, headers }: PostTarget,
  body: string,
  agent: Agent,
): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(parts).toString();
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) resolve(JSON.parse(answer) as Record<string, unknown>);
          else reject(new Error(`${url} answered ${statusCode}: ${answer}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/**
 * Posts all bodies over so many connections that stay open, each sending the next one as soon as it has its answer. Resolves to
 * the sum of what the answers call recorded.
 */
export async function postBatches(
  target: PostTarget,
  bodies: readonly string[],
  agent: Agent,
): Promise<number> {
  let next = 0;
  let recorded = 0;
  const work = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const answer = await post(target, body, agent);
      recorded += Number(answer['recorded']);
    }
  };
  await Promise.all(Array.from({ length: agent.maxSockets }, work));
  return recorded;
}
