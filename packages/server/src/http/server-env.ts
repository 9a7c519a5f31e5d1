/** What a request carries through the handlers. */
export interface ServerEnv {
  readonly Bindings: {
    /** The peer's address, when whoever listens told it. */
    readonly address?: string | undefined;
  };
  readonly Variables: { tenant: string };
}
