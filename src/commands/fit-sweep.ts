import type { Refinement } from '../analysis/advice/refine-windows.js';
import { SquallError } from '../errors.js';
import { parseScenario } from '../scenario/parse-scenario.js';
import { planTrials } from '../scenario/plan.js';
import type { Plan, ReconnectSettings, Scenario } from '../scenario/scenario.js';
import {
  chooseWindowsUs,
  findOutageUs,
  lengthNeededUs,
  listSettings,
  type ReconnectKeys,
  sweepablePolicies,
  type TriedPolicy,
} from '../scenario/sweep-settings.js';
import { readOwnReconnects, writeSweepSource } from '../scenario/sweep-source.js';
import { formatDuration } from '../scenario/units.js';
import { planTrialLengthUs } from '../workers/trial-length.js';

/** What to sweep, and how long it may take. */
export interface SweepRequest {
  readonly source: string;
  readonly file: string;
  readonly policies: readonly TriedPolicy[];
  /** undefined: chosen from the outage and the limit on the return. */
  readonly windowsUs: readonly number[] | undefined;
  readonly capsUs: readonly number[] | undefined;
  readonly backWithinUs: number | undefined;
  readonly repeat: number;
  readonly seed: number | undefined;
  /** All trials together may take this long. */
  readonly withinUs: number;
  /** What of that is gone before the first trial; nothing unless told. */
  readonly floorUs?: number;
  /** Varied instead of what the scenario has; undefined: left as it is. */
  readonly transports: readonly string[] | undefined;
}

export interface Sweep {
  readonly plan: Plan;
  readonly estimateUs: number;
  readonly windowsUs: readonly number[];
  /** Windows that the time did not allow. */
  readonly droppedUs: readonly number[];
}

/**
 * Plans the sweep. Windows that the time does not allow are left out, unless they were named.
 * @throws SquallError SQUALL_USAGE when even one window takes too long, or nothing in the scenario cuts a connection
 */
export function fitSweep(request: SweepRequest): Sweep {
  const own = readOwn(request);
  const wanted = request.windowsUs ?? chooseWindowsUs(findOutageUs(own), request.backWithinUs);
  let windowsUs = [...wanted].sort((a, b) => a - b);
  for (;;) {
    const plan = planSweep(request, own, windowsUs);
    const estimateUs = estimate(plan);
    if (estimateUs + (request.floorUs ?? 0) <= request.withinUs) {
      return { plan, estimateUs, windowsUs, droppedUs: wanted.filter((us) => !windowsUs.includes(us)) };
    }
    if (windowsUs.length < 2 || request.windowsUs !== undefined) throw tooLong(estimateUs, request, plan);
    windowsUs = dropOne(windowsUs);
  }
}

/**
 * Plans trials of windows that a sweep did not have, with the workload of the sweep.
 * @returns undefined when there are none
 */
export function planRefinement(request: SweepRequest, refinements: readonly Refinement[]): Plan | undefined {
  const own = readOwn(request);
  const settings = refinements.flatMap(({ policy, windowUs, capUs }) => {
    const known = sweepablePolicies.find((name) => name === policy);
    return known === undefined
      ? []
      : listSettings({ policies: [known], windowsUs: [windowUs], capsUs: [capUs] }, own.reconnect);
  });
  if (settings.length === 0) return undefined;
  // As long as the sweep's trials: what was lost or late is a share of all that fell due.
  return planSettings(request, own, request.windowsUs ?? [], settings);
}

/**
 * The scenario on every transport; a target keeps the transports that its scenario has.
 * @throws SquallError SQUALL_USAGE when that takes too long
 */
export function planTransports(request: SweepRequest): Plan {
  const own = planTrials(parseScenario(request.source, request.file)).trials[0]?.scenario;
  const source = writeSweepSource(request.source, {
    ...unchanged,
    description: `Transports compared for ${own?.name ?? 'a scenario'}.`,
    transports: own?.target === undefined ? request.transports : undefined,
    repeat: request.repeat,
    seed: request.seed,
  });
  const plan = planTrials(parseScenario(source, request.file));
  if (estimate(plan) + (request.floorUs ?? 0) > request.withinUs)
    throw tooLong(estimate(plan), request, plan);
  return plan;
}

export function estimate(plan: Plan): number {
  return plan.trials.reduce((sum, { scenario }) => sum + planTrialLengthUs(scenario), 0);
}

function readOwn({ source, file }: SweepRequest): Scenario {
  const own = planTrials(parseScenario(source, file)).trials[0]?.scenario;
  if (own !== undefined && own.faults.length > 0) return own;
  throw new SquallError(
    'SQUALL_USAGE',
    'nothing in this scenario cuts a connection, so there is no return to advise on',
    'give it a fault, e.g. `faults: [{ at: 2s, kind: server-restart, downtime: 1s }]`',
    { file },
  );
}

function planSweep(request: SweepRequest, own: Scenario, windowsUs: readonly number[]): Plan {
  const settings = listSettings({ ...request, windowsUs }, own.reconnect);
  if (settings.length === 0) {
    throw new SquallError(
      'SQUALL_USAGE',
      'every cap is smaller than every window, so there is nothing to try',
      'name caps of at least the smallest window',
    );
  }
  const plan = planSettings(request, own, windowsUs, settings);
  const missing = listMissing(request, plan);
  return missing.length === 0 ? plan : planSettings(request, own, windowsUs, [...missing, ...settings]);
}

/** The scenario's own settings belong into the comparison too, unless the sweep has the same ones. */
function listMissing(request: SweepRequest, plan: Plan): ReconnectKeys[] {
  const normalise = (keys: ReconnectKeys): string => {
    const source = writeSweepSource(request.source, { ...unchanged, reconnects: [keys] });
    return JSON.stringify(planTrials(parseScenario(source, request.file)).trials[0]?.scenario.reconnect);
  };
  const seen = new Set(plan.trials.map(({ scenario }) => JSON.stringify(scenario.reconnect)));
  return readOwnReconnects(request.source).filter((keys) => {
    const settings = normalise(keys);
    if (seen.has(settings)) return false;
    seen.add(settings);
    return true;
  });
}

const unchanged = {
  description: '',
  reconnects: undefined,
  transports: undefined,
  durationUs: undefined,
  repeat: 1,
  seed: undefined,
} as const;

/** The plan that tries exactly these settings, long enough for the largest of the windows. */
function planSettings(
  request: SweepRequest,
  own: Scenario,
  windowsUs: readonly number[],
  settings: readonly ReconnectKeys[],
): Plan {
  const neededUs = Math.max(
    ...windowsUs.map((us) => lengthNeededUs(own, us, capFor(request, own.reconnect, us))),
  );
  const isLonger = neededUs > own.durationUs;
  const lengthened = isLonger
    ? ` Measured for ${formatDuration(roundToSeconds(neededUs))} instead of ${formatDuration(own.durationUs)}, so that the largest window is over by the end.`
    : '';
  const source = writeSweepSource(request.source, {
    description: `Sweep of reconnect windows for ${own.name}.${lengthened}`,
    reconnects: settings,
    transports: own.target === undefined ? request.transports : undefined,
    durationUs: isLonger ? roundToSeconds(neededUs) : undefined,
    repeat: request.repeat,
    seed: request.seed,
  });
  return planTrials(parseScenario(source, request.file));
}

function capFor({ capsUs }: SweepRequest, own: ReconnectSettings, windowUs: number): number {
  return Math.max(windowUs, ...(capsUs ?? [own.capUs]));
}

function roundToSeconds(us: number): number {
  return Math.ceil(us / 1e6) * 1e6;
}

/** Of many windows one in the middle, which refinement can make up for; of few the largest, which costs the most time. */
function dropOne(windowsUs: readonly number[]): number[] {
  const at = windowsUs.length > 3 ? Math.floor(windowsUs.length / 2) : windowsUs.length - 1;
  return windowsUs.filter((_, index) => index !== at);
}

function tooLong(estimateUs: number, { withinUs }: SweepRequest, { trials }: Plan): SquallError {
  const minutes = Math.ceil(estimateUs / 60e6);
  return new SquallError(
    'SQUALL_USAGE',
    `the sweep's ${trials.length} trials would take ${minutes} min, and --within allows ${formatDuration(withinUs)}`,
    `allow --within ${minutes}m, or name fewer --policies, --windows or --caps, or lower --repeat`,
  );
}
