import { createPolicy } from '../reconnect/policies.js';
import type { ReconnectPolicy } from '../reconnect/reconnect-policy.js';
import type { PolicyName, ReconnectSettings } from '../scenario/scenario.js';
import { type Random, randomStream } from '../system/random.js';
import { TimingWheel } from './timing-wheel.js';

/**
 * The model of M. Brooker's back-off simulator (github.com/aws-samples/aws-arch-backoff-simulator, src/backoff_simulator.py; "Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015), with this project's policies: clients that each want to update one row once, under
 * optimistic concurrency control. A client reads the row's version, then writes; the write succeeds if the version is
 * still the one it read. Otherwise it backs off and begins again. Every message takes |N(10 ms, 2 ms)|.
 */
export interface ContentionSettings {
  readonly seed: number;
  readonly clients: number;
  readonly reconnect: ReconnectSettings;
  /** Each trial with numbers of its own. */
  readonly trials: number;
}

/** Means over the trials. */
export interface ContentionOutcome {
  /** Writes tried, successful ones included. */
  readonly calls: number;
  /** From the start until the last client has heard of its success. */
  readonly completionUs: number;
}

/** In the order of the simulator's names: None, Exponential, EqualJitter, FullJitter, Decorr. */
export const contentionPolicies = [
  'immediate',
  'exponential',
  'equal-jitter',
  'full-jitter',
  'decorrelated-jitter',
] as const satisfies readonly PolicyName[];

/** What the simulator gives its back-offs: base 5, cap 2,000, in its unit, which is the millisecond. */
export const contentionBackoff = { baseUs: 5_000, capUs: 2_000_000, factor: 2 } as const;

const messageMeanUs = 10_000;
const messageDeviationUs = 2_000;

export function simulateContention(settings: ContentionSettings): ContentionOutcome {
  let calls = 0;
  let completionUs = 0;
  for (let trial = 0; trial < settings.trials; trial++) {
    const outcome = runTrial(settings, randomStream(settings.seed, 'contention', settings.clients, trial));
    calls += outcome.calls;
    completionUs += outcome.completionUs;
  }
  return { calls: calls / settings.trials, completionUs: completionUs / settings.trials };
}

/** Where a client's message is: on its way to be read, back with the version, on its way to be written, back with the outcome. */
type Leg = 'read' | 'version' | 'write' | 'outcome';

interface Contender {
  leg: Leg;
  /** The version it read, and whether its last write succeeded. */
  version: number;
  succeeded: boolean;
  failures: number;
  previousUs: number | undefined;
}

function runTrial({ clients, reconnect }: ContentionSettings, random: Random): ContentionOutcome {
  const policy = createPolicy(reconnect);
  const wheel = new TimingWheel();
  const contenders = Array.from(
    { length: clients },
    (): Contender => ({ leg: 'read', version: 0, succeeded: false, failures: 0, previousUs: undefined }),
  );
  for (let client = 0; client < clients; client++) wheel.plan(client, drawMessageUs(random));
  let version = 0;
  let calls = 0;
  for (let client = wheel.take(); client >= 0; client = wheel.take()) {
    const contender = contenders[client] as Contender;
    if (contender.leg === 'read') contender.version = version;
    else if (contender.leg === 'write') {
      calls++;
      contender.succeeded = contender.version === version;
      if (contender.succeeded) version++;
    }
    const waitUs = moveOn(contender, policy, random);
    if (waitUs !== undefined) wheel.plan(client, wheel.nowUs + waitUs + drawMessageUs(random));
  }
  return { calls, completionUs: wheel.nowUs };
}

const following: Readonly<Record<Leg, Leg>> = {
  read: 'version',
  version: 'write',
  write: 'outcome',
  outcome: 'read',
};

/** @returns how long it waits before its next message leaves; undefined when it has succeeded, or gives up */
function moveOn(contender: Contender, policy: ReconnectPolicy, random: Random): number | undefined {
  const { leg, succeeded } = contender;
  if (leg === 'outcome' && succeeded) return undefined;
  contender.leg = following[leg];
  if (leg !== 'outcome') return 0;
  // The simulator counts its attempts from 1 when it asks for the first back-off.
  contender.failures++;
  const delayUs = policy.delayUs(contender.failures, contender.previousUs, random, undefined);
  contender.previousUs = delayUs;
  return delayUs;
}

/** |N(10 ms, 2 ms)| by Box and Muller (1958), in whole microseconds. */
function drawMessageUs(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  const standard = radius * Math.cos(2 * Math.PI * random());
  return Math.round(Math.abs(messageMeanUs + messageDeviationUs * standard));
}
