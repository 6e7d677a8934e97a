import type { ServerUnderFault } from '../faults/fault.js';

/** The server of a trial through all its lives, whoever's it is. */
export interface ServerOfTrial extends ServerUnderFault {
  /** How many times the server has listened. */
  readonly starts: number;
  /** Ends whatever the trial started. */
  stop(): Promise<void>;
}
