import type { FaultRecord } from '../metrics/measurement.js';
import type { TrialMonitor } from './trial-monitor.js';

/** After a cut, losses take this long to be noticed and reported before a full count of clients means that all are back. */
const lossReportUs = 250_000;

/** Tells when a recovery is over. */
export class ReturnWatch {
  readonly #monitor: TrialMonitor;
  /** Connections that the server counted last. */
  readonly #countHeld: () => number;
  /** Some connections went silent: the server may hold ones that nobody is at. */
  #isSilenced = false;

  constructor(monitor: TrialMonitor, countHeld: () => number) {
    this.#monitor = monitor;
    this.#countHeld = countHeld;
  }

  noteFault(record: FaultRecord): void {
    this.#isSilenced ||= record.silenced !== undefined;
  }

  /**
   * Over once reports from well after the last cut show every client subscribed that has not given up, and, after connections
   * went silent, the server holding no others. `reportedUs`: up to when all load processes have told; host clock, like `lastCutUs`.
   */
  isOver(reportedUs: number, lastCutUs: number, subscribedBefore: number): boolean {
    const { subscribed, expectable } = this.#monitor;
    return (
      reportedUs > lastCutUs + lossReportUs &&
      subscribed >= Math.min(subscribedBefore, expectable) &&
      !(this.#isSilenced && this.#countHeld() > subscribed)
    );
  }
}
