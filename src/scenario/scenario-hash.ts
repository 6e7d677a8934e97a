import { createHash } from 'node:crypto';
import { parseScenario } from './parse-scenario.js';
import { planTrials } from './plan.js';
import { redactSource } from './redact-source.js';
import type { Plan, Scenario } from './scenario.js';

/**
 * SHA-256 over what the planned trials ask of a server, not over the text: comments, order of keys, units and defaults written out
 * change nothing. Left out are words (name, description), what is judged afterwards (thresholds), the seed, which is compared by
 * itself, how many load processes there are, and what is under test: the target's commands and the reference server's flaws.
 */
export function hashScenario(plan: Plan): string {
  const trials = plan.trials.map(({ labels, repeat, scenario }) => ({
    labels,
    repeat,
    scenario: keepWorkload(scenario),
  }));
  return createHash('sha256').update(stringifySorted(trials)).digest('hex');
}

/**
 * SHA-256 over everything that the planned trials say, commands, flaws, seed and thresholds too: whether two runs may be put into one
 * verdict, where `hashScenario` says whether two servers were asked the same.
 */
export function hashWholePlan(plan: Plan): string {
  const trials = plan.trials.map(({ labels, repeat, scenario }) => ({ labels, repeat, scenario }));
  return createHash('sha256').update(stringifySorted(trials)).digest('hex');
}

/**
 * The plan of a text as results keep it: without literal values of headers, so that a scenario and its stored copy have one hash.
 * @throws SquallError for what is wrong in the text
 */
export function planSource(source: string, file: string): Plan {
  return planTrials(parseScenario(redactSource(source), file));
}

function keepWorkload(scenario: Scenario): object {
  const { name, description, thresholds, seed, workers, server, target, ...load } = scenario;
  const { flaws, ...serverSettings } = server;
  if (target === undefined) return { ...load, server: serverSettings };
  const { commands, ...described } = target;
  return { ...load, server: serverSettings, target: described };
}

/** JSON with the keys of every object in order. */
export function stringifySorted(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    indent,
  );
}
