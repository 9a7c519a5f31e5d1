import type { Frame } from './frames.ts';

export type Line<Out, In> = ReturnType<typeof createLine<Out, In>>;

/**
 * One end of a conversation that outlives its sockets: what is said arrives once and in order, as long as some socket comes
 * back. Both ends keep what the other has not heard yet.
 */
export function createLine<Out, In>(obey: (body: In, number: number) => void) {
  let [said, heard] = [0, 0];
  let unheard: { readonly number: number; readonly body: Out }[] = [];
  let socket: ((text: string) => void) | undefined;
  const put = (number: number, body: Out): void =>
    socket?.(JSON.stringify({ number, heard, body } satisfies Frame<Out>));
  const forget = (upTo: number): void => void (unheard = unheard.filter(({ number }) => number > upTo));

  return {
    heard: (): number => heard,
    backlog: (): number => unheard.length,
    /** Gives the number that it goes under. */
    say(body: Out): number {
      said += 1;
      unheard.push({ number: said, body });
      put(said, body);
      return said;
    },
    /** For what is not worth repeating. */
    mention: (body: Out): void => put(0, body),
    hear(frame: Frame<In>): void {
      forget(frame.heard);
      if (frame.number !== 0 && frame.number <= heard) return;
      if (frame.number !== 0) heard = frame.number;
      obey(frame.body, frame.number);
    },
    /** Goes on over another socket; the other end has heard as much as it says. */
    resume(send: (text: string) => void, farHeard: number): void {
      forget(farHeard);
      socket = send;
      for (const { number, body } of unheard) put(number, body);
    },
    pause: (): void => void (socket = undefined),
  };
}
