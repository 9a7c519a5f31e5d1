/** Where browsers and vendors reach this server, without a trailing slash. */
export interface PublicAddress {
  current(): string;
  /** Told by whoever listens; a configured public URL goes first. */
  announce(url: string): void;
}

export function createPublicAddress(server: {
  readonly publicUrl?: string | undefined;
  readonly hostname: string;
  readonly port: number;
}): PublicAddress {
  let announced: string | undefined;
  return {
    current: () => {
      const url = server.publicUrl ?? announced ?? `http://${server.hostname}:${server.port}`;
      return url.replace(/\/+$/, '');
    },
    announce: (url) => {
      announced = url;
    },
  };
}
