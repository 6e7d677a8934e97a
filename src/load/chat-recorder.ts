import { type EncodedHistogram, LatencyHistogram } from '../metrics/latency-histogram.js';

/** Takes down what the clients of one worker hear in their rooms. */
export class ChatRecorder {
  /** How late messages were said. */
  readonly lag = new LatencyHistogram();
  /** From the instant a message was due to its arrival at another member, of messages due after the warm-up, and before. */
  readonly #hearing = new LatencyHistogram();
  readonly #warmUp = new LatencyHistogram();
  /** Hearings to come of what was said if every other member is there, and hearings so far. */
  expected = 0;
  heard = 0;
  refused = 0;
  foreign = 0;
  uplinksOpened = 0;
  uplinksNow = 0;

  recordHearing(latencyUs: number, isMeasured: boolean): void {
    this.heard++;
    (isMeasured ? this.#hearing : this.#warmUp).record(latencyUs);
  }

  countUplink(open: boolean): void {
    this.uplinksNow += open ? 1 : -1;
    if (open) this.uplinksOpened++;
  }

  encodeHistograms(): Record<string, EncodedHistogram> {
    return {
      'chat.hearing': this.#hearing.encode(),
      'chat.hearing.warm-up': this.#warmUp.encode(),
      'chat.lag': this.lag.encode(),
    };
  }
}
