import type { FaultSettings } from './fault-schema.js';
import { isToxicFault } from './faults/toxic.js';
import { type Judgement, reject } from './judgement.js';
import { getAt } from './key-path.js';
import type { Scenario } from './scenario.js';
import type { TargetSettings } from './target.js';

/**
 * What a target rules out.
 * @param raw the same scenario in the file's keys: whether a key with a default was written only shows there
 */
export function* checkTarget(scenario: Scenario, raw: unknown): Generator<Judgement> {
  const { target, transport } = scenario;
  if (target === undefined) return;
  const known = Object.keys(target.endpoints);
  if (known.length === 0) {
    yield reject(
      ['target'],
      'the target has no transport',
      'add websocket, sse, long-poll or short-poll to it',
    );
  } else if (target.endpoints[transport] === undefined) {
    const problem = `the target ${target.name} has no ${transport}`;
    yield reject(['transport'], problem, `use ${known.join(' or ')}, or add target.${transport}`);
  }
  for (const path of [
    ['server'],
    ['poll', 'hold'],
    ['poll', 'cursor'],
    ['echo'],
    ['acks'],
    ['chat'],
    ['tokens'],
  ]) {
    if (getAt(raw, path) === undefined) continue;
    yield reject(path, 'this is a setting of the bundled server, not of a target', 'remove it');
  }
  yield* checkTargetFaults(scenario, target);
}

function* checkTargetFaults({ faults }: Scenario, { commands }: TargetSettings): Generator<Judgement> {
  for (const [index, fault] of faults.entries()) yield* checkTargetFault(fault, index, commands);
}

function* checkTargetFault(
  fault: FaultSettings,
  index: number,
  commands: TargetSettings['commands'],
): Generator<Judgement> {
  if (fault.kind === 'server-restart') {
    yield* checkTargetRestart(fault, index, commands);
  } else if (fault.kind === 'disconnect') {
    if (fault.by === 'client') return;
    const problem = 'only the bundled server can be told to cut connections';
    yield reject(['faults', index, 'by'], problem, 'use by: client, or remove the fault');
  } else if (!isToxicFault(fault)) {
    const problem = `the fault ${fault.kind} needs the bundled server`;
    yield reject(['faults', index, 'kind'], problem, insteadOf[fault.kind] ?? usualRemedy);
  }
}

const usualRemedy = 'use disconnect by: client, or server-restart';

/** Packets vanish by rules for the server's port in the trial's own network; the proxy stands before any server. */
const insteadOf: Readonly<Partial<Record<FaultSettings['kind'], string>>> = {
  'packet-blackhole':
    'use blackhole, which the proxy before the target does: both sides are left half open, too',
  'packet-loss': 'use latency with jitter, or bandwidth, which the proxy before the target does',
  vanish: 'use blackhole with a share, which the proxy before the target does',
};

function* checkTargetRestart(
  { mode, warmUpUs = 0 }: Extract<FaultSettings, { kind: 'server-restart' }>,
  index: number,
  commands: TargetSettings['commands'],
): Generator<Judgement> {
  if (warmUpUs > 0) {
    yield reject(['faults', index, 'warmUp'], 'only the bundled server can be told to warm up', 'remove it');
    return;
  }
  const canReturn = commands?.start !== undefined;
  if (canReturn || (mode === 'graceful' && commands?.restart !== undefined)) return;
  const remedy =
    mode === 'graceful'
      ? 'add target.commands.restart, or start and stop'
      : 'add target.commands.start, and crash unless start stays in the foreground';
  yield reject(
    ['faults', index, 'kind'],
    `there is no command that could restart the target (${mode})`,
    remedy,
  );
}
