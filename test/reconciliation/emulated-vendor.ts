import type { Json } from '@patchbay/contract';

/** What a vendor on this machine takes from the world that it is in. */
export interface VendorSurroundings {
  readonly now: () => number;
  readonly schedule: (callback: () => void, milliseconds: number) => () => void;
  /** Takes the vendor's webhooks to wherever they go. */
  readonly fetch: typeof fetch;
  readonly webhookUrl: string;
}

/** What is answered at paths like this, by the vendor's own schema or documentation; `parse` throws for anything else. */
export type AnswerShape = readonly [path: RegExp, shape: { parse(answer: unknown): unknown }];

/** An emulated vendor, and people at it. */
export interface EmulatedVendor {
  /** For a Patchbay server, in place of an account. */
  readonly settings: Readonly<Record<string, string>>;
  /** Of its usage API; none where nobody publishes a shape. */
  readonly shapes: readonly AnswerShape[];
  /**
   * Connects with what a ticket holds, by the frames that the vendor's SDK sends, and resolves when let in. What it resolves to
   * leaves, and resolves when the vendor has noticed.
   */
  join(credentials: Json): Promise<() => Promise<void>>;
  /** The vendor's bad day: nobody is told who left. */
  loseLeaveEvents(areLost: boolean): void;
  /** Resolves when the webhooks that are due have been sent. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export type StartVendor = (surroundings: VendorSurroundings) => Promise<EmulatedVendor>;

/** Credentials as text fields; what is in them differs from vendor to vendor. */
export const fieldsOf = (credentials: Json): Readonly<Record<string, string>> =>
  credentials as Readonly<Record<string, string>>;
