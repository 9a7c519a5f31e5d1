/** What a year came to, from rollups or from raw rows: whole numbers, so that they can be equal. */
export interface YearAnswer {
  /** By `month provider`; an empty provider is all of them. */
  readonly months: Readonly<Record<string, MonthAnswer>>;
}

export interface MonthAnswer {
  readonly consults: number;
  readonly connections: number;
  readonly milliseconds: number;
  /** Each connection's time rounded up to whole minutes, in seconds: what most vendors bill. */
  readonly minuteUp: number;
  readonly peakParticipants: number;
  readonly peakRooms: number;
}

/** What one process says of its work. */
export interface YearRun {
  /** How long each part of the work took in milliseconds, when it ran for the first time in the process, and again. */
  readonly times: Readonly<Record<string, readonly [first: number, again: number]>>;
  readonly answer: YearAnswer;
  /** The most that the process had in memory, bytes. */
  readonly peakBytes: number;
}

export interface RawYearRun extends YearRun {
  /** Absent where peaks were not counted; the answer has zeros for them then. */
  readonly peaks?: { readonly milliseconds: number; readonly peakBytes: number };
}

/** Linux and macOS, as Node tells it. */
export const peakBytes = (): number => process.resourceUsage().maxRSS * 1024;
