import { type EncodedHistogram, LatencyHistogram } from '../metrics/latency-histogram.js';
import type { PhaseName } from '../metrics/phases.js';

/** Takes down the echoes of one worker's clients: round trips by the phase they ended in, send lags by the one they began in. */
export class EchoRecorder {
  readonly due: Partial<Record<PhaseName, number>> = {};
  readonly unsent: Partial<Record<PhaseName, number>> = {};
  refused = 0;
  foreign = 0;
  uplinksOpened = 0;
  uplinksNow = 0;
  /** First returns, warm-up included. */
  returned = 0;
  /** Sent and not back yet. */
  missing = 0;
  readonly #histograms = new Map<string, LatencyHistogram>();
  #phase: PhaseName = 'ramp';

  enterPhase(phase: PhaseName): void {
    this.#phase = phase;
  }

  /** @param lagUs from the due instant until the connection took the message; undefined when there was none to take it */
  recordSend(lagUs: number | undefined): void {
    const phase = this.#phase;
    this.due[phase] = (this.due[phase] ?? 0) + 1;
    if (lagUs === undefined) this.unsent[phase] = (this.unsent[phase] ?? 0) + 1;
    else {
      this.missing++;
      this.#histogramOf(`echoLag.${phase}`).record(lagUs);
    }
  }

  /** @param measured false for messages of the warm-up, which count in the ledger but not in the measured distribution */
  recordReturn(roundTripUs: number, measured: boolean): void {
    this.returned++;
    this.missing--;
    // The first measured messages may be back before the news that the steady phase has begun.
    const isEarly = this.#phase === 'ramp' || this.#phase === 'warm-up';
    const phase = measured ? (isEarly ? 'steady' : this.#phase) : 'warm-up';
    this.#histogramOf(`echo.${phase}`).record(roundTripUs);
  }

  countUplink(open: boolean): void {
    this.uplinksNow += open ? 1 : -1;
    if (open) this.uplinksOpened++;
  }

  encodeHistograms(): Record<string, EncodedHistogram> {
    const encoded: Record<string, EncodedHistogram> = {};
    for (const [name, histogram] of this.#histograms) encoded[name] = histogram.encode();
    return encoded;
  }

  #histogramOf(name: string): LatencyHistogram {
    const known = this.#histograms.get(name);
    if (known !== undefined) return known;
    const created = new LatencyHistogram();
    this.#histograms.set(name, created);
    return created;
  }
}
