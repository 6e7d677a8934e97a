import { findPeakPerSecond, type StormSums } from '../analysis/storm/storm.js';
import { activityBinUs } from '../metrics/activity.js';
import type { StormRow, TrialResult } from '../storage/result.js';
import type { AssumedStorm, Assumption } from './assumptions.js';
import type { ModelTrial } from './facts-of-trial.js';
import type { CurvePoint, StormOutcome } from './storm-outcome.js';

export const simulationSchema = 'squall/simulation@1';

/** What `squall simulate` finds, as `--json` prints it and every report tells it. Equal settings give equal reports. */
export interface SimulationReport {
  readonly schema: typeof simulationSchema;
  readonly status: 'complete' | 'interrupted';
  /** The run that capacity was taken from; null when everything was stated or assumed. */
  readonly from: {
    readonly run: string;
    readonly directory: string;
    readonly missing: readonly string[];
  } | null;
  readonly cases: readonly SimulationCase[];
  /** How far this goes beyond what was measured, and what it leaves out. */
  readonly reach: readonly string[];
}

export interface SimulationCase extends StormOutcome {
  /** The policy in words. */
  readonly reconnect: string;
  readonly assumptions: readonly Assumption[];
  /** The real trial with the same clients, policy and outage; null when there is none. */
  readonly measured: MeasuredStorm | null;
}

export interface MeasuredStorm {
  readonly trial: string;
  readonly validity: TrialResult['validity']['status'];
  readonly clients: number;
  readonly storm: TrialResult['storm'];
  /** The peak of attempts by when they were due: what the policy made before the load generator delayed it; null where the run did not keep it. */
  readonly peakDuePerSecond: number | null;
  readonly listenOverflows: number | null;
  /** Instants from the fault. */
  readonly curve: readonly CurvePoint[];
}

/** One line of the comparison of a simulated storm with a real one. */
export interface ComparedFigure {
  readonly name: string;
  readonly unit: 'us' | 'perSecond' | 'number' | 'count';
  readonly simulated: number | null;
  readonly measured: number | null;
  /** simulated ÷ measured − 1; null when either is missing. */
  readonly difference: number | null;
}

/** @param measured null: there is no real storm beside it */
export function compareStorms(
  simulated: StormSums,
  measured: Pick<MeasuredStorm, 'storm' | 'peakDuePerSecond'> | null,
): ComparedFigure[] {
  const figure = (
    name: string,
    unit: ComparedFigure['unit'],
    read: (storm: StormSums) => number | null,
    other = measured === null ? null : read(measured.storm),
  ): ComparedFigure => {
    const one = read(simulated);
    const difference = one === null || other === null || other === 0 ? null : one / other - 1;
    return { name, unit, simulated: one, measured: other, difference };
  };
  const readPeak = ({ peakAttemptsPerSecond }: StormSums): number => peakAttemptsPerSecond;
  return [
    figure('50 % back, from ready', 'us', ({ backUs }) => backUs.fromReady.p50),
    figure('90 % back, from ready', 'us', ({ backUs }) => backUs.fromReady.p90),
    figure('99 % back, from ready', 'us', ({ backUs }) => backUs.fromReady.p99),
    figure('everyone back, from ready', 'us', ({ backUs }) => backUs.fromReady.p100),
    // Simulated clients begin their attempts when they are due; a load generator that is busy begins them later, many at once.
    figure('peak attempts, as due', 'perSecond', readPeak, measured?.peakDuePerSecond ?? null),
    figure('attempts per client', 'number', ({ amplification }) => amplification),
    ...(measured === null ? [] : [figure('peak attempts, as begun', 'perSecond', readPeak)]),
    figure('attempts', 'count', ({ attempts }) => attempts),
    ...(['refused', 'timeout', 'unavailable'] as const).map((cause) =>
      figure(`failed: ${cause}`, 'count', ({ failures }) => failures[cause] ?? 0),
    ),
  ];
}

/** The storm of a real trial, for the column beside. */
export function tellMeasured({ trial }: ModelTrial): MeasuredStorm {
  const { result, storm } = trial;
  const originUs = result.faults[0]?.injectedAtUs ?? 0;
  const points = new Map<number, { attempts: number; subscribed: number; failed: number }>();
  for (const row of storm) {
    const atUs = Math.floor((row.atUs - originUs) / coarseUs) * coarseUs;
    const point = points.get(atUs) ?? { attempts: 0, subscribed: 0, failed: 0 };
    point.attempts += row.attempts;
    point.subscribed += row.subscribed;
    point.failed += row.failed;
    points.set(atUs, point);
  }
  return {
    trial: result.id,
    validity: result.validity.status,
    clients: result.plan.clients,
    storm: result.storm,
    peakDuePerSecond: findPeakDue(storm),
    listenOverflows: result.server.listenOverflows,
    curve: [...points]
      .filter(([, point]) => point.attempts + point.subscribed + point.failed > 0)
      .map(([atUs, point]) => ({ atUs, ...point })),
  };
}

function findPeakDue(rows: readonly StormRow[]): number | null {
  const peak = findPeakPerSecond(
    new Map(rows.map(({ atUs, due }) => [Math.floor(atUs / activityBinUs), due])),
  );
  return peak === 0 ? null : peak;
}

const coarseUs = 100_000;

/** What the model has no part for; see docs/simulation.md. */
const notModelled =
  'Not modelled: messages and what replaying them costs, TLS, packet loss, clients that differ in round trip or notice the loss at different times, the CPU that servers share with one another, caches that are cold after a restart, load balancers and what is behind the servers.';

/** How far a case goes beyond the real run that it draws on. */
export function tellReach(
  cases: readonly (AssumedStorm & { readonly model: ModelTrial | undefined })[],
): string[] {
  const lines = new Set<string>();
  for (const { settings, model } of cases) {
    if (model === undefined) {
      lines.add('No real run stands behind these figures: every capacity is as given or assumed.');
      continue;
    }
    const real = model.scenario.clients.count;
    const { servers, clients } = settings;
    const rate = Math.min(
      servers.acceptPerSecond,
      servers.handshakeUs === 0 ? Number.POSITIVE_INFINITY : 1e6 / servers.handshakeUs,
    );
    lines.add(
      clients === real
        ? `As many clients as in trial ${model.trial.result.id}: ${real.toLocaleString('en-US')}.`
        : `Measured with ${real.toLocaleString('en-US')} clients (trial ${model.trial.result.id}), simulated with ${clients.toLocaleString('en-US')}: ${(clients / real).toLocaleString('en-US', { maximumSignificantDigits: 3 })} times as many. It holds as far as ${servers.count.toLocaleString('en-US')} server process${servers.count === 1 ? '' : 'es'} still take ${Math.round(rate).toLocaleString('en-US')} connections a second each with that many held.`,
    );
  }
  return [...lines, notModelled];
}
