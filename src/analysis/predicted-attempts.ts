import { activityBinUs } from '../metrics/activity.js';
import type { FaultRecord } from '../metrics/measurement.js';
import { Backoff, planBackoff } from '../reconnect/backoff.js';
import type { ReconnectSettings } from '../scenario/scenario.js';

export interface PredictionSettings {
  readonly seed: number;
  readonly clients: number;
  readonly reconnect: ReconnectSettings;
  readonly faults: readonly FaultRecord[];
  /** End of the trial: later attempts are not made. */
  readonly endUs: number;
  /** What the server asks every client to wait, where the transport tells clients so (SSE `retry:`). */
  readonly serverRetryUs: number | undefined;
  /** Set for transports whose clients notice a loss only at their next poll: the first instant at or after one. */
  readonly noticeAtUs: ((client: number, lossUs: number) => number) | undefined;
}

/**
 * Attempts that seed and policy foresee, per 10 ms from the common start: every client that a fault cuts draws the very
 * delays that the simulated one draws; attempts before the server is ready fail at once, the first one after succeeds
 * at once. What the measured curve shows beyond this is the work of limits: queues, CPU, admission.
 * @returns number of attempts by bin; fractional where only the share of cut clients is known, not which
 */
export function predictAttempts(settings: PredictionSettings): Map<number, number> {
  const bins = new Map<number, number>();
  const plan = planBackoff(settings.seed, settings.reconnect);
  const backoffs = new Map<number, Backoff>();
  for (const fault of settings.faults) {
    const known = fault.clients !== undefined;
    for (const client of fault.clients ?? allOf(settings.clients)) {
      const backoff = backoffs.get(client) ?? new Backoff(plan, client);
      backoffs.set(client, backoff);
      // Time held before the loss decides whether the count is reset; between faults connections are long-lived.
      backoff.lose(Number.POSITIVE_INFINITY);
      for (const atUs of followClient(client, backoff, fault, settings)) {
        const bin = Math.floor(atUs / activityBinUs);
        bins.set(bin, (bins.get(bin) ?? 0) + (known ? 1 : fault.share));
      }
    }
  }
  return bins;
}

/** The instants of one client's attempts after one loss. */
function* followClient(
  client: number,
  backoff: Backoff,
  fault: FaultRecord,
  { endUs, noticeAtUs, serverRetryUs }: PredictionSettings,
): Generator<number> {
  const readyUs =
    fault.readyAtUs ?? (fault.kind === 'server-restart' ? Number.POSITIVE_INFINITY : fault.injectedAtUs);
  let atUs =
    noticeAtUs?.(client, fault.injectedAtUs) ?? fault.injectedAtUs + backoff.nextDelayUs(serverRetryUs);
  let attempts = 0;
  while (atUs < endUs && attempts++ < mostAttempts) {
    yield atUs;
    if (atUs >= readyUs) return;
    // A refusal on loopback costs well under a millisecond; without it `immediate` would never advance.
    atUs += Math.max(refusalUs, backoff.nextDelayUs(serverRetryUs));
  }
}

const refusalUs = 200;
/** More than any policy but `immediate` makes in a trial; there the prediction ends here. */
const mostAttempts = 10_000;

function allOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
