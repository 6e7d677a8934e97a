import type { ServerUnderFault } from '../faults/fault.js';

/** The server of a trial through all its lives, whoever's it is. */
export interface ServerOfTrial extends ServerUnderFault {
  /** PEM of the certificate to trust, known from the first start on; undefined without TLS, and of a server that is not ours. */
  readonly certificate?: string | undefined;
  /** How many times the server has listened. */
  readonly starts: number;
  /** Ends whatever the trial started. */
  stop(): Promise<void>;
}
