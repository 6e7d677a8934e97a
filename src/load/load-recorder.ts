import { ActivityCounter, timelineBinUs } from '../metrics/activity.js';
import { BinCounter, type BinCounts } from '../metrics/bin-counts.js';
import { BinLatencies, type LatencyRow } from '../metrics/bin-latencies.js';
import { type AttemptCause, countCauses, type EndCause } from '../metrics/end-causes.js';
import { type EncodedHistogram, LatencyHistogram } from '../metrics/latency-histogram.js';
import type { PhaseName } from '../metrics/phases.js';

/**
 * Takes down what happens to the clients of one worker. Constant memory: histograms, counters, and the rows of the bins
 * since the last `take`.
 */
export class LoadRecorder {
  readonly activity: ActivityCounter;
  readonly failures = countCauses();
  readonly returnFailures = countCauses();
  skippedPolls = 0;
  disconnected = 0;
  returned = 0;
  returnAttempts = 0;
  /** Losses that waited for the server: it became ready while they were still away, or never did. */
  awaitedServer = 0;
  /** Losses that are never made good: the client's policy gave up, or the server told it to stay away. */
  gaveUp = 0;
  opened = 0;
  foreign = 0;
  delivered = 0;
  subscribedNow = 0;
  /** Clients that a canary has reached. */
  reached = 0;
  /** Why the last attempt failed that did. */
  lastFailure: string | undefined;

  readonly #originUs: number;
  readonly #binLatencies = new BinLatencies();
  #latencyBin = 0;
  #latencyRows: LatencyRow[] = [];
  readonly #deliveryByPhase = new Map<PhaseName, LatencyHistogram>();
  readonly #connect = new LatencyHistogram();
  readonly #reconnect = new LatencyHistogram();
  readonly #response = new LatencyHistogram();
  readonly #backFromDisconnect = new LatencyHistogram();
  readonly #noticed = new Map<EndCause, LatencyHistogram>();
  readonly #backFromReady = new LatencyHistogram();
  readonly #attemptLag = new LatencyHistogram();
  readonly #returnsDue: BinCounter;
  readonly #returnFailuresByCause = new Map<AttemptCause, BinCounter>();
  readonly #warmUp: LatencyHistogram;
  #delivery: LatencyHistogram;
  #serverAway = false;
  #readyUs: number | undefined;
  /** Losses and returns seen while the server's ready instant is still on its way here. */
  #unplacedLossesUs: number[] = [];
  #unplacedReturns: { readonly lostUs: number; readonly atUs: number }[] = [];
  /** Of `awaitedServer`: those not back yet. */
  #stillWaiting = 0;

  constructor(originUs: number) {
    this.#originUs = originUs;
    this.activity = new ActivityCounter(originUs);
    this.#returnsDue = new BinCounter(originUs);
    this.#warmUp = this.#histogramOf('warm-up');
    this.#delivery = this.#histogramOf('steady');
  }

  enterPhase(phase: PhaseName): void {
    // The first measured messages may be here before the news that the steady phase has begun.
    this.#delivery = this.#histogramOf(phase === 'ramp' || phase === 'warm-up' ? 'steady' : phase);
  }

  /** @param measured false for messages of the warm-up, which count in the ledger but not in the measured distribution */
  recordDelivery(latencyUs: number, nowUs: number, measured: boolean): void {
    this.delivered++;
    this.activity.count('delivered', nowUs);
    this.#turnLatencyBin(nowUs);
    this.#binLatencies.record(latencyUs);
    (measured ? this.#delivery : this.#warmUp).record(latencyUs);
  }

  /** @param dueUs when the client's policy had it try; the process may get to it later */
  recordAttempt(nowUs: number, dueUs: number, isReturn: boolean, isFirstAfterLoss: boolean): void {
    this.activity.count('attempts', nowUs);
    if (!isReturn) return;
    this.returnAttempts++;
    this.#returnsDue.count(dueUs);
    this.#attemptLag.record(nowUs - dueUs);
    this.activity.count('returnAttempts', nowUs);
    if (isFirstAfterLoss) this.activity.count('firstReturnAttempts', nowUs);
  }

  recordConnected(timeUs: number, nowUs: number): void {
    this.opened++;
    this.subscribedNow++;
    this.activity.count('subscribed', nowUs);
    this.#connect.record(timeUs);
  }

  /**
   * @param handshakeUs from the attempt that succeeded to the subscribed notice
   * @param lostUs instant at which the connection before it was lost
   */
  recordReturned(handshakeUs: number, lostUs: number, nowUs: number): void {
    this.opened++;
    this.subscribedNow++;
    this.returned++;
    this.activity.count('subscribed', nowUs);
    this.activity.count('returned', nowUs);
    this.#reconnect.record(handshakeUs);
    this.#backFromDisconnect.record(nowUs - lostUs);
    if (this.#serverAway) this.#unplacedReturns.push({ lostUs, atUs: nowUs });
    else this.#placeReturn(lostUs, nowUs);
  }

  recordFailedAttempt(cause: AttemptCause, nowUs: number, isReturn: boolean): void {
    this.failures[cause]++;
    this.activity.count('failed', nowUs);
    if (!isReturn) return;
    this.returnFailures[cause]++;
    this.activity.count('returnFailed', nowUs);
    const byBin = this.#returnFailuresByCause.get(cause) ?? new BinCounter(this.#originUs);
    byBin.count(nowUs);
    this.#returnFailuresByCause.set(cause, byBin);
  }

  recordLost(nowUs: number): void {
    this.disconnected++;
    this.subscribedNow--;
    this.activity.count('disconnected', nowUs);
    if (this.#serverAway) this.#unplacedLossesUs.push(nowUs);
  }

  /**
   * A connection that had gone silent was given up.
   * @param afterUs since it went silent
   */
  recordNoticed(cause: EndCause, afterUs: number): void {
    const histogram = this.#noticed.get(cause) ?? new LatencyHistogram();
    this.#noticed.set(cause, histogram);
    histogram.record(afterUs);
  }

  recordResponse(timeUs: number): void {
    this.#response.record(timeUs);
  }

  /** The server went away: returns from here on are timed from when it is ready again. */
  awaitServer(): void {
    this.#serverAway = true;
  }

  /**
   * The server is ready since `readyUs`; news of it may come after the first returns. Whoever was lost before that
   * instant and not back at it waited for the server; a loss that sits through several outages counts once.
   */
  placeReady(readyUs: number): void {
    const lossesSince = this.#unplacedLossesUs.filter((atUs) => atUs >= readyUs).length;
    const [before, since] = [
      this.#unplacedReturns.filter(({ atUs }) => atUs < readyUs),
      this.#unplacedReturns.filter(({ atUs }) => atUs >= readyUs),
    ];
    this.#unplacedLossesUs = [];
    this.#unplacedReturns = [];
    // Back before the server was: from an earlier outage, or the news of its going was early.
    for (const { lostUs, atUs } of before) this.#placeReturn(lostUs, atUs);
    const away = this.disconnected - lossesSince - (this.returned - since.length);
    this.awaitedServer += away - this.#stillWaiting;
    this.#stillWaiting = away;
    this.#serverAway = false;
    this.#readyUs = readyUs;
    for (const { lostUs, atUs } of since) this.#placeReturn(lostUs, atUs);
  }

  /** The trial is over. Whoever is away from a server that never came back waits for it for ever. */
  endWaiting(): void {
    if (this.#serverAway) this.placeReady(Number.POSITIVE_INFINITY);
  }

  /** The latencies of all timeline bins that are over at `nowUs`, each once. */
  takeLatencies(nowUs: number): LatencyRow[] {
    this.#turnLatencyBin(nowUs);
    const rows = this.#latencyRows;
    this.#latencyRows = [];
    return rows;
  }

  encodeHistograms(): Record<string, EncodedHistogram> {
    const encoded: Record<string, EncodedHistogram> = {
      connect: this.#connect.encode(),
      reconnect: this.#reconnect.encode(),
      response: this.#response.encode(),
      'back.disconnect': this.#backFromDisconnect.encode(),
      'back.ready': this.#backFromReady.encode(),
      'attempt.lag': this.#attemptLag.encode(),
    };
    for (const [cause, histogram] of this.#noticed) encoded[`noticed.${cause}`] = histogram.encode();
    for (const [phase, histogram] of this.#deliveryByPhase) encoded[`delivery.${phase}`] = histogram.encode();
    return encoded;
  }

  /** Counts by bin of 10 ms that only the whole trial's account needs. */
  encodeBins(): { returnsDue: BinCounts; returnFailuresByCause: Partial<Record<AttemptCause, BinCounts>> } {
    const byCause = [...this.#returnFailuresByCause].map(([cause, bins]) => [cause, bins.encode()] as const);
    return { returnsDue: this.#returnsDue.encode(), returnFailuresByCause: Object.fromEntries(byCause) };
  }

  /** Whoever was lost after the server had come back did not wait for it. */
  #placeReturn(lostUs: number, atUs: number): void {
    if (this.#readyUs === undefined || lostUs >= this.#readyUs) return;
    this.#stillWaiting--;
    this.#backFromReady.record(atUs - this.#readyUs);
  }

  #turnLatencyBin(nowUs: number): void {
    const bin = Math.max(0, Math.floor((nowUs - this.#originUs) / timelineBinUs));
    if (bin === this.#latencyBin) return;
    if (this.#binLatencies.count > 0)
      this.#latencyRows.push({ bin: this.#latencyBin, ...this.#binLatencies.take() });
    this.#latencyBin = bin;
  }

  #histogramOf(phase: PhaseName): LatencyHistogram {
    const known = this.#deliveryByPhase.get(phase);
    if (known !== undefined) return known;
    const created = new LatencyHistogram();
    this.#deliveryByPhase.set(phase, created);
    return created;
  }
}
