import { LatencyHistogram } from '../metrics/latency-histogram.js';

/** What is taken down of a cohort's clients beside what is taken down of all; ledgers and attempts each client has itself. */
export class CohortRecorder {
  readonly name: string;
  /** Deliveries after the warm-up. */
  readonly delivery = new LatencyHistogram();

  constructor(name: string) {
    this.name = name;
  }
}
