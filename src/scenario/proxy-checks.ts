import { isToxicFault, type Toxic } from './faults/toxic.js';
import { type Judgement, reject, remark } from './judgement.js';
import type { KeyPath } from './key-path.js';
import type { Scenario } from './scenario.js';
import { formatBytes, formatDuration } from './units.js';

/** What a proxy and a fallback rule out, and what they make of other keys. */
export function* checkProxy(scenario: Scenario): Generator<Judgement> {
  yield* checkStripping(scenario);
  yield* checkFallback(scenario);
  yield* checkIdleTimeout(scenario);
  for (const [index, { toxic }] of (scenario.proxy?.conditions ?? []).entries()) {
    yield* checkToxic(toxic, ['proxy', 'conditions', index]);
  }
  for (const [index, fault] of scenario.faults.entries()) {
    if (!isToxicFault(fault)) continue;
    yield* checkToxic(fault.toxic, ['faults', index]);
    yield* checkSpan(scenario, fault, index);
  }
}

function* checkStripping({ proxy, target, server, transport, fallback }: Scenario): Generator<Judgement> {
  if (proxy?.stripUpgrade !== true) return;
  const path: KeyPath = ['proxy', 'stripUpgrade'];
  const isSecure = /^(wss|https):/.test(target?.endpoints[transport]?.url ?? '');
  if (server.tls || isSecure) {
    yield reject(path, 'a proxy cannot read headers under TLS', 'remove it, or serve without TLS');
  } else if (transport !== 'websocket') {
    yield remark(path, `${transport} asks for no upgrade, so there is nothing to strip`, 'remove it');
  } else if (fallback.length === 0) {
    const remedy = 'say what clients fall back to, e.g. `fallback: [websocket, sse, long-poll]`';
    yield remark(path, 'no client can connect through this proxy', remedy);
  }
}

function* checkFallback({ fallback, transport, target, server }: Scenario): Generator<Judgement> {
  if (fallback.length === 0) return;
  const twice = fallback.findIndex((name, index) => fallback.indexOf(name) !== index);
  if (twice >= 0) {
    yield reject(['fallback', twice], `${fallback[twice]} stands in the list already`, 'remove one of them');
  }
  if (!fallback.includes(transport)) {
    const remedy = `put ${transport} into fallback, or set transport to ${fallback[0]}`;
    yield reject(['fallback'], `clients begin with ${transport}, which is not in the list`, remedy);
  }
  if (target !== undefined) {
    yield reject(['fallback'], 'clients fall back before the bundled server only', 'remove it');
  }
  if (server.flaws.length > 0) {
    yield reject(['fallback'], 'a server with flaws serves one transport only', 'remove it, or server.flaws');
  }
}

/** What stays silent for longer than the proxy is patient. */
function* checkIdleTimeout({ proxy, transport, poll }: Scenario): Generator<Judgement> {
  const idleUs = proxy?.idleTimeoutUs;
  if (idleUs === undefined) return;
  const [silentUs, what] =
    transport === 'long-poll'
      ? [poll.holdUs, 'a poll that is held']
      : transport === 'short-poll'
        ? [poll.periodUs, 'the time between two polls']
        : [0, ''];
  if (silentUs <= idleUs) return;
  yield remark(
    ['proxy', 'idleTimeout'],
    `${what} may last ${formatDuration(silentUs)}, longer than the proxy's ${formatDuration(idleUs)}`,
    'shorten it unless that is what you study',
  );
}

function* checkToxic(toxic: Toxic, path: KeyPath): Generator<Judgement> {
  if (toxic.kind === 'latency' && toxic.jitterUs > toxic.latencyUs) {
    const problem = `a jitter of ${formatDuration(toxic.jitterUs)} would make some of the delays negative`;
    yield reject([...path, 'jitter'], problem, `use ${formatDuration(toxic.latencyUs)} or less`);
  }
  if (toxic.kind === 'sliced-writes' && toxic.variationBytes >= toxic.sizeBytes) {
    const problem = `a variation of ${formatBytes(toxic.variationBytes)} would leave slices without a byte`;
    yield reject([...path, 'variation'], problem, `use less than ${formatBytes(toxic.sizeBytes)}`);
  }
}

function* checkSpan(
  { durationUs }: Scenario,
  { atUs, forUs, toxic }: Extract<Scenario['faults'][number], { toxic: Toxic }>,
  index: number,
): Generator<Judgement> {
  if (atUs < durationUs && atUs + forUs > durationUs) {
    yield reject(
      ['faults', index, 'for'],
      `the fault would last until ${formatDuration(atUs + forUs)}, beyond the duration of ${formatDuration(durationUs)}`,
      'lengthen duration, shorten for or move the fault forward; what is to last a whole trial goes into proxy.conditions',
    );
  }
  if (toxic.kind === 'reset' && forUs < toxic.afterUs) {
    const problem = `it is over before a connection has lived on for ${formatDuration(toxic.afterUs)}`;
    yield reject(['faults', index, 'for'], problem, `use ${formatDuration(toxic.afterUs)} or more`);
  }
}
