import type { FaultRecord } from '../metrics/measurement.js';
import type { TrialMonitor } from './trial-monitor.js';

/** After a cut, losses take this long to be noticed and reported before a full count of clients means that all are back. */
const lossReportUs = 250_000;

type Watched = Pick<TrialMonitor, 'subscribed' | 'expectable' | 'missing'>;

/** Tells when a recovery is over. */
export class ReturnWatch {
  readonly #monitor: Watched;
  /** Connections that the server counted last. */
  readonly #countHeld: () => number;
  /** Some connections went silent: the server may hold ones that nobody is at. */
  #isSilenced = false;
  /** Deliveries that may be under way when what piled up in a silence has been caught up with. */
  #mostMissing = Number.POSITIVE_INFINITY;

  constructor(monitor: Watched, countHeld: () => number) {
    this.#monitor = monitor;
    this.#countHeld = countHeld;
  }

  noteFault(record: FaultRecord): void {
    this.#isSilenced ||= record.silenced !== undefined;
    // Twice as many as before, or two messages to everybody: those who were never away get all of a silence at once.
    if (record.silenced === 'all')
      this.#mostMissing = 2 * Math.max(this.#monitor.missing, this.#monitor.expectable);
  }

  /**
   * Over once reports from well after the last cut show every client subscribed that has not given up, and, after connections
   * went silent, the server holding no others and clients having what piled up.
   * @param reportedUs up to when all load processes have told; host's clock, like `lastCutUs`
   */
  isOver(reportedUs: number, lastCutUs: number, subscribedBefore: number): boolean {
    const { subscribed, expectable, missing } = this.#monitor;
    return (
      reportedUs > lastCutUs + lossReportUs &&
      subscribed >= Math.min(subscribedBefore, expectable) &&
      missing <= this.#mostMissing &&
      !(this.#isSilenced && this.#countHeld() > subscribed)
    );
  }
}
