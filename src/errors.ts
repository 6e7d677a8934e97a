/** Exit statuses of the `squall` command. They are part of its interface: scripts rely on them. */
export const ExitStatus = {
  ok: 0,
  internalError: 1,
  badInput: 2,
  thresholdFailed: 3,
  runInvalid: 4,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

/**
 * Every error a user can meet, with the exit status it leads to.
 * A code is stable: it may be matched on by scripts, so it is never renamed or given a second meaning.
 */
export const errorCatalogue = {
  SQUALL_INTERNAL: { exit: ExitStatus.internalError, about: 'a defect in Squall itself' },
  SQUALL_USAGE: { exit: ExitStatus.badInput, about: 'a command line that cannot be understood' },
  SQUALL_PLATFORM: { exit: ExitStatus.badInput, about: 'a system that Squall cannot measure on' },
  SQUALL_FILE_NOT_FOUND: {
    exit: ExitStatus.badInput,
    about: 'a named file that does not exist or cannot be read',
  },
  SQUALL_YAML: { exit: ExitStatus.badInput, about: 'a scenario that is not valid YAML' },
  SQUALL_UNKNOWN_KEY: { exit: ExitStatus.badInput, about: 'a scenario key that does not exist' },
  SQUALL_MISSING_KEY: { exit: ExitStatus.badInput, about: 'a required scenario key that is absent' },
  SQUALL_UNIT: { exit: ExitStatus.badInput, about: 'a quantity with a missing or wrong unit' },
  SQUALL_VALUE: { exit: ExitStatus.badInput, about: 'a value outside what is possible' },
  SQUALL_UNKNOWN_TRANSPORT: { exit: ExitStatus.badInput, about: 'a transport that does not exist' },
  SQUALL_UNKNOWN_POLICY: { exit: ExitStatus.badInput, about: 'a reconnect policy that does not exist' },
  SQUALL_UNKNOWN_FAULT: { exit: ExitStatus.badInput, about: 'a fault that does not exist' },
  SQUALL_UNKNOWN_FLAW: { exit: ExitStatus.badInput, about: 'a server flaw that does not exist' },
  SQUALL_FLAW_REFUSED: {
    exit: ExitStatus.badInput,
    about: 'a flaw that a server of this transport cannot have',
  },
  SQUALL_THRESHOLD: { exit: ExitStatus.badInput, about: 'a threshold that cannot be understood' },
  SQUALL_VARIABLE: { exit: ExitStatus.badInput, about: 'an environment variable that is not set' },
  SQUALL_TARGET: { exit: ExitStatus.badInput, about: 'a target that cannot be started or reached' },
  SQUALL_PORT_IN_USE: { exit: ExitStatus.badInput, about: 'a port that another process listens on' },
  SQUALL_LIMIT: { exit: ExitStatus.badInput, about: 'more clients than this machine can carry' },
  SQUALL_UNWRITABLE: { exit: ExitStatus.badInput, about: 'an output folder that cannot be written' },
  SQUALL_RESULT_DAMAGED: { exit: ExitStatus.badInput, about: 'a result file that cannot be read as one' },
  SQUALL_HISTORY_DAMAGED: {
    exit: ExitStatus.badInput,
    about: "a server's history file that cannot be read as one",
  },
  SQUALL_RESULT_NEWER: { exit: ExitStatus.badInput, about: 'a result written by a newer Squall' },
  SQUALL_RESULT_EMPTY: { exit: ExitStatus.badInput, about: 'a result without a single finished trial' },
  SQUALL_BASELINE_MISSING: { exit: ExitStatus.badInput, about: 'a scenario that no baseline was saved for' },
  SQUALL_BASELINE_DAMAGED: {
    exit: ExitStatus.badInput,
    about: 'a baseline file that cannot be read as one',
  },
  SQUALL_BASELINE_NEWER: { exit: ExitStatus.badInput, about: 'a baseline written by a newer Squall' },
  SQUALL_BASELINE_SCENARIO: {
    exit: ExitStatus.badInput,
    about: 'a baseline of another scenario than the one that is gated',
  },
  SQUALL_BASELINE_SEED: { exit: ExitStatus.badInput, about: 'a baseline of another seed' },
  SQUALL_BASELINE_TRIALS: {
    exit: ExitStatus.badInput,
    about: 'a baseline of other trials than those that are gated',
  },
  SQUALL_GATE_INVALID: {
    exit: ExitStatus.runInvalid,
    about: 'a gate whose runs cannot be believed',
  },
  SQUALL_GATE_STATE: { exit: ExitStatus.badInput, about: 'a folder of a gate that cannot be taken up again' },
  SQUALL_GATE_SIDES: {
    exit: ExitStatus.badInput,
    about: 'a baseline and a candidate that cannot be held against each other',
  },
  SQUALL_REVISION: { exit: ExitStatus.badInput, about: 'a git revision that cannot be checked out or built' },
  SQUALL_COMPARE: {
    exit: ExitStatus.badInput,
    about: 'a comparison of runs that do not belong side by side',
  },
  SQUALL_WIRE: { exit: ExitStatus.badInput, about: 'a network that cannot be made or counted for --wire' },
  SQUALL_PACKETS: { exit: ExitStatus.badInput, about: 'a fault that cannot make packets vanish here' },
  SQUALL_SERVER_START: { exit: ExitStatus.internalError, about: 'a server that did not become ready' },
  SQUALL_WORKER_DIED: {
    exit: ExitStatus.internalError,
    about: 'a load process that ended before its work did',
  },
} as const satisfies Record<string, { exit: ExitStatus; about: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Where in an input file an error lies. Lines and columns count from 1. */
export interface ErrorPlace {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Dotted path of the key, e.g. `faults[0].downtime`. */
  readonly key?: string;
}

/** A file that is wrong all over is told about no further than this. */
const mostLines = 10;

/**
 * An error with a stable code, a sentence saying what is wrong and a sentence saying what to do.
 * It prints as one line: `file:line:column: key: problem; remedy (CODE)`.
 */
export class SquallError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly place: ErrorPlace;
  /** What else is wrong in the same input. */
  readonly others: readonly SquallError[];

  constructor(
    code: ErrorCode,
    problem: string,
    remedy: string,
    place: ErrorPlace = {},
    others: readonly SquallError[] = [],
  ) {
    super(problem);
    this.name = 'SquallError';
    this.code = code;
    this.remedy = remedy;
    this.place = place;
    this.others = others;
  }

  get exit(): ExitStatus {
    return errorCatalogue[this.code].exit;
  }

  /** The error as the one line a user reads. */
  toLine(): string {
    const { file, line, column, key } = this.place;
    const position = [file, line, column].filter((part) => part !== undefined).join(':');
    const prefix = [position, key].filter((part) => part !== undefined && part !== '').join(': ');
    return `${prefix === '' ? '' : `${prefix}: `}${this.message}; ${this.remedy} (${this.code})`;
  }

  /** A line for this error and each of the others; beyond ten they are counted. */
  toLines(): string[] {
    const all = [this, ...this.others];
    const more = all.length - mostLines;
    const lines = all.slice(0, mostLines).map((error) => error.toLine());
    return more > 0
      ? [...lines, `and ${more} more ${more === 1 ? 'mistake' : 'mistakes'} of this file`]
      : lines;
  }
}
