/** What the process answers with. Stable; meant for scripts. */
export const exitCode = {
  ok: 0,
  /** The question was answered, and the answer is no: a check failed, a gate refuses, the audit trail is broken. */
  no: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The configuration is wrong, or not there. */
  configuration: 3,
  /** The surroundings: a port in use, a store that is damaged, a vendor's server that is down. */
  environment: 4,
  /** A fault of Patchbay itself. */
  fault: 70,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
