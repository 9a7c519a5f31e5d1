/** An argument that cannot be computed with. */
export class CostError extends Error {
  override readonly name = 'CostError';
  readonly code = 'invalid-argument';
  /** Which argument, e.g. `participantMinutes`. */
  readonly argument: string;

  constructor(argument: string, message: string) {
    super(message);
    this.argument = argument;
  }
}
