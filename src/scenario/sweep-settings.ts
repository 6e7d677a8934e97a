import { type PolicyName, policyNames, type ReconnectSettings, type Scenario } from './scenario.js';
import { formatDuration } from './units.js';

/** Policies whose window can be chosen; in the order in which a sweep tries them. */
export const sweepablePolicies = [
  'fixed',
  'exponential',
  'full-jitter',
  'equal-jitter',
  'decorrelated-jitter',
] as const satisfies readonly PolicyName[];
export type SweepablePolicy = (typeof sweepablePolicies)[number];

export const usualPolicies: readonly SweepablePolicy[] = [
  'fixed',
  'full-jitter',
  'equal-jitter',
  'decorrelated-jitter',
];

/** A reconnect setting in the keys of a scenario file. */
export type ReconnectKeys = Readonly<Record<string, string | number>>;

/** What `--policies` may name: those whose window is swept, and presets, which are tried as they ship. */
export const triedPolicies = [
  ...sweepablePolicies,
  ...policyNames.filter((name) => name !== 'custom' && !isSweepable(name)),
] as const;
export type TriedPolicy = (typeof triedPolicies)[number];

function isSweepable(name: PolicyName): name is SweepablePolicy {
  return (sweepablePolicies as readonly PolicyName[]).includes(name);
}

export interface SweptSettings {
  readonly policies: readonly TriedPolicy[];
  readonly windowsUs: readonly number[];
  /** undefined: the scenario's own, or the window where that is larger. */
  readonly capsUs: readonly number[] | undefined;
}

/** Shortest window that a sweep begins with by itself: below it a handshake takes as long as the wait. */
const leastWindowUs = 250_000;
const mostWindows = 6;
/** How far beyond the outage windows go where no limit on the return says when they are useless. */
const furthest = 16;

/** The longest time for which a fault of the scenario takes the server away. */
export function findOutageUs({ faults }: Pick<Scenario, 'faults'>): number {
  return Math.max(0, ...faults.map((fault) => ('downtimeUs' in fault ? (fault.downtimeUs ?? 0) : 0)));
}

/**
 * The windows a sweep tries: doubling from the outage's length on, so that most clients find the server back at their first
 * attempt, up to the time within which they have to be back.
 */
export function chooseWindowsUs(outageUs: number, backWithinUs: number | undefined): number[] {
  const firstUs = Math.max(leastWindowUs, outageUs);
  const lastUs = backWithinUs ?? firstUs * furthest;
  const windowsUs: number[] = [];
  for (let us = Math.min(firstUs, lastUs); us <= lastUs && windowsUs.length < mostWindows; us *= 2)
    windowsUs.push(us);
  return windowsUs;
}

/**
 * Every combination of policy, window and cap, as a scenario file writes them; presets once, as they are. A window is the longest wait before the
 * first attempt, whatever the policy calls its parameter.
 * @param own the scenario's setting: factor, cap and connect timeout are taken over from it
 */
export function listSettings(
  { policies, windowsUs, capsUs }: SweptSettings,
  own: ReconnectSettings,
): ReconnectKeys[] {
  const all = policies.flatMap((policy): ReconnectKeys[] =>
    isSweepable(policy)
      ? windowsUs.flatMap((windowUs) =>
          (capsUs ?? [Math.max(own.capUs, windowUs)])
            .filter((capUs) => capUs >= windowUs)
            .map((capUs) => writeSettings(policy, windowUs, capUs, own)),
        )
      : [{ policy }],
  );
  return all.filter((entry, at) => all.findIndex((other) => isSame(entry, other)) === at);
}

function isSame(a: ReconnectKeys, b: ReconnectKeys): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function writeSettings(
  policy: SweepablePolicy,
  windowUs: number,
  capUs: number,
  own: ReconnectSettings,
): ReconnectKeys {
  const connectTimeout = formatDuration(own.connectTimeoutUs);
  const cap = formatDuration(capUs);
  switch (policy) {
    case 'fixed':
      return { policy, delay: formatDuration(windowUs), connectTimeout };
    case 'decorrelated-jitter':
      return { policy, base: formatDuration(Math.max(1000, Math.round(windowUs / 3))), cap, connectTimeout };
    default:
      return { policy, base: formatDuration(windowUs), cap, factor: own.factor, connectTimeout };
  }
}

/**
 * How long the measured part has to go on so that clients of this window are back by its end: whoever meets the closed
 * server waits once more, over a window that has doubled.
 */
export function lengthNeededUs(scenario: Scenario, windowUs: number, capUs: number): number {
  const outageUs = findOutageUs(scenario);
  const lastFaultUs = Math.max(0, ...scenario.faults.map(({ atUs }) => atUs));
  const lastWaitUs = Math.min(Math.max(capUs, windowUs), Math.max(2 * windowUs, 4 * outageUs));
  return lastFaultUs + Math.max(windowUs, outageUs + lastWaitUs) + 1_000_000;
}
