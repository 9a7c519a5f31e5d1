/** What the SDK rejects with: no `Error`. */
export interface ZoomFailure {
  readonly type: string;
  readonly reason: string;
  readonly errorCode: number;
}

/** Rejects with nothing but a plain object: that is what an adapter has to cope with. */
export function refuse(type: string, reason: string, errorCode: number): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const failure: ZoomFailure = { type, reason, errorCode };
  reject(failure);
  return promise;
}
