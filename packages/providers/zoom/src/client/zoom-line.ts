import { fail } from '../zoom-errors.ts';

/** Whether the session is connected, for who has to wait for it: the SDK refuses everything while it reconnects. */
export function createZoomLine() {
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  let isDown = false;
  const interrupt = (): void => {
    if (!isDown) gate = Promise.withResolvers<void>();
    isDown = true;
  };
  return {
    /** Rejects once the session is over. */
    online: () => gate.promise,
    interrupt,
    /** Whether it was interrupted. */
    restore: (): boolean => {
      const wasDown = isDown;
      isDown = false;
      gate.resolve();
      return wasDown;
    },
    end: () => {
      interrupt();
      gate.promise.catch(() => undefined);
      gate.reject(fail('connection-lost', 'The session is over.'));
    },
  };
}
