import { SquallError } from '../errors.js';
import { createPolicy } from '../reconnect/policies.js';
import { isPreset } from '../reconnect/presets/presets.js';
import type { ReconnectPolicy } from '../reconnect/reconnect-policy.js';
import { envelopeBytes } from '../wire/envelope.js';
import { checkCohorts } from './cohort-checks.js';
import { listFaultInstants } from './fault-instants.js';
import { endsServer, type FaultSettings } from './fault-schema.js';
import { isToxicFault } from './faults/toxic.js';
import { type Judgement, reject, remark } from './judgement.js';
import { planReturnUs } from './outage-spans.js';
import { parseFlaws } from './parse-flaw.js';
import { checkProcesses } from './process-checks.js';
import { checkProxy } from './proxy-checks.js';
import type { EchoSettings, Scenario } from './scenario.js';
import { formatBytes, formatDuration } from './units.js';
import { checkWorkloads } from './workload-checks.js';

/** Sequence numbers of the envelope have ten digits. */
const maxMessages = 1e10;

/** What no key shows on its own: values that contradict one another. */
export function crossCheck(scenario: Scenario): Judgement[] {
  return [
    ...checkWorkload(scenario),
    ...checkCohorts(scenario),
    ...checkWorkloads(scenario),
    ...checkPolling(scenario),
    ...checkReconnect(scenario),
    ...checkServer(scenario),
    ...checkFlaws(scenario),
    ...checkProcesses(scenario),
    ...checkProxy(scenario),
    ...scenario.faults.flatMap((fault, index) => [...checkFault(scenario, fault, index)]),
  ];
}

function* checkWorkload(scenario: Scenario): Generator<Judgement> {
  const { publish, echo, chat, tokens, workers, clients } = scenario;
  if (publish.ratePerSecond > 0) yield* checkPublishing(scenario);
  else if (echo === undefined && chat === undefined && tokens === undefined) {
    const remedy = 'say what is published, e.g. `publish: { rate: 20/s }`, or what clients have echoed';
    yield {
      severity: 'error',
      code: 'SQUALL_MISSING_KEY',
      path: ['publish'],
      at: 'key',
      problem: '"publish" is missing',
      remedy,
    };
  }
  if (echo !== undefined) yield* checkEcho(scenario, echo);
  if (workers !== undefined && workers > clients.count) {
    const problem = `${workers} load processes for ${clients.count} clients leave some without any`;
    yield reject(['workers'], problem, `use at most ${clients.count}, or auto`);
  }
}

function* checkPublishing({ publish, warmUpUs, durationUs }: Scenario): Generator<Judgement> {
  const messages = (publish.ratePerSecond * (warmUpUs + durationUs)) / 1e6;
  if ((publish.ratePerSecond * durationUs) / 1e6 < 1) {
    const span = `not one message falls due in ${formatDuration(durationUs)} at ${publish.ratePerSecond}/s`;
    yield reject(['duration'], span, 'raise publish.rate or duration');
  }
  if (messages > maxMessages) {
    yield reject(
      ['publish', 'rate'],
      `${messages} messages are more than can be numbered, ${maxMessages}`,
      'lower it',
    );
  }
}

function* checkEcho({ durationUs, server }: Scenario, echo: EchoSettings): Generator<Judgement> {
  if ((echo.ratePerSecond * durationUs) / 1e6 < 1) {
    const span = `clients may have no message due in ${formatDuration(durationUs)} at ${echo.ratePerSecond}/s`;
    yield reject(['duration'], span, 'raise echo.rate or duration');
  }
  if (server.bufferBytes < echo.payloadBytes) {
    yield reject(
      ['server', 'buffer'],
      `a buffer of ${formatBytes(server.bufferBytes)} cannot hold one message of ${formatBytes(echo.payloadBytes)}`,
      'raise server.buffer or lower echo.payload',
    );
  }
}

function* checkPolling({ transport, poll, drainUs }: Scenario): Generator<Judgement> {
  if (transport !== 'short-poll' || drainUs >= 2 * poll.periodUs) return;
  const period = formatDuration(poll.periodUs);
  if (drainUs < poll.periodUs) {
    const problem = `a short-poll client polls every ${period}, so the last messages cannot all arrive in a drain of ${formatDuration(drainUs)}`;
    yield reject(['drain'], problem, `use at least ${period}, better ${formatDuration(2 * poll.periodUs)}`);
    return;
  }
  yield remark(
    ['drain'],
    `a drain of ${formatDuration(drainUs)} is short for clients that poll every ${period}: one late poll counts as loss`,
    `use ${formatDuration(2 * poll.periodUs)} or more`,
  );
}

function* checkReconnect(scenario: Scenario): Generator<Judgement> {
  const { policy, baseUs, capUs } = scenario.reconnect;
  const hasCap = !['immediate', 'fixed', 'server'].includes(policy) && !isPreset(policy);
  if (hasCap && capUs < baseUs) {
    const problem = `the cap of ${formatDuration(capUs)} is below the base of ${formatDuration(baseUs)}`;
    yield reject(['reconnect', 'cap'], problem, `use ${formatDuration(baseUs)} or more`);
  }
  const firstWaitUs = longestFirstWaitUs(scenario);
  const late = scenario.faults.findIndex((fault) => {
    const backAtUs = planReturnUs(fault, scenario) ?? fault.atUs;
    return backAtUs + firstWaitUs > scenario.durationUs + scenario.drainUs;
  });
  if (late >= 0) {
    yield remark(
      ['faults', late, 'at'],
      `clients may wait ${formatDuration(firstWaitUs)} before they first try again, which is after the trial's end`,
      'lengthen duration, or shorten the delay or base of the reconnect policy',
    );
  }
}

function longestFirstWaitUs({ reconnect, server }: Scenario): number {
  switch (reconnect.policy) {
    case 'immediate':
      return 0;
    case 'fixed':
      return reconnect.delayUs;
    case 'server':
      return Math.max(reconnect.delayUs, server.retryUs);
    case 'decorrelated-jitter':
      return Math.min(reconnect.capUs, 3 * reconnect.baseUs);
    case 'exponential':
    case 'full-jitter':
    case 'equal-jitter':
      return Math.min(reconnect.capUs, reconnect.baseUs);
    default:
      return longestDrawnUs(createPolicy(reconnect));
  }
}

/** Draws from all over [0, 1): where the longest wait lies is a policy's own business. */
const probes = [...Array.from({ length: 100 }, (_, at) => at / 100), 1 - 2 ** -53];

function longestDrawnUs(policy: ReconnectPolicy): number {
  return Math.max(...probes.map((draw) => policy.delayUs(0, undefined, () => draw, undefined) ?? 0));
}

function* checkServer({ server, publish, clients, transport }: Scenario): Generator<Judgement> {
  if (server.bufferBytes < publish.payloadBytes + envelopeBytes) {
    yield reject(
      ['server', 'buffer'],
      `a buffer of ${formatBytes(server.bufferBytes)} cannot hold one message of ${formatBytes(publish.payloadBytes)}`,
      'raise server.buffer or lower publish.payload',
    );
  }
  const { processes, threads } = server;
  if (server.maxConnections * processes < clients.count) {
    yield remark(
      ['server', 'maxConnections'],
      `the server admits ${server.maxConnections * processes} of ${clients.count} clients and answers the others with 503`,
      'raise it unless turning clients away is what you study',
    );
  }
  const isHeld = transport !== 'short-poll';
  if (threads !== undefined && isHeld && threads * processes < clients.count) {
    yield remark(
      ['server', 'threads'],
      `${threads} handlers serve ${clients.count} clients that each keep one busy: the others wait`,
      'raise it unless exhausting them is what you study',
    );
  }
}

function* checkFlaws({ server, transport }: Scenario): Generator<Judgement> {
  try {
    parseFlaws(server.flaws, transport);
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    const { code, message: problem, remedy } = error;
    yield { severity: 'error', code, path: ['server', 'flaws'], at: 'value', problem, remedy };
  }
}

function* checkFault(scenario: Scenario, fault: FaultSettings, index: number): Generator<Judgement> {
  const { durationUs, clients } = scenario;
  if (fault.atUs >= durationUs) {
    const problem = `${formatDuration(fault.atUs)} is not within the duration of ${formatDuration(durationUs)}`;
    yield reject(['faults', index, 'at'], problem, 'lengthen duration or move the fault forward');
    return;
  }
  if (fault.kind === 'disconnect') {
    if (Math.round(fault.share * clients.count) < 1) {
      const problem = `${fault.share * 100}% of ${clients.count} clients is nobody`;
      yield reject(['faults', index, 'share'], problem, 'raise share or clients.count');
    }
    yield* checkRepetition(fault, index, durationUs);
    return;
  }
  if (fault.kind === 'rolling-restart' && scenario.server.processes === 1) {
    const problem = 'the server has one process, so this is a plain restart of it';
    yield remark(['faults', index, 'kind'], problem, 'set server.processes, or use server-restart');
  }
  const readyUs = planReturnUs(fault, scenario);
  if (readyUs !== undefined) yield* checkRestart(scenario, { ...fault, index, readyUs });
}

/** What is written to come again, and never does, may be a slip of the unit. */
function* checkRepetition(
  { atUs, everyUs }: { readonly atUs: number; readonly everyUs: number | undefined },
  index: number,
  durationUs: number,
): Generator<Judgement> {
  if (everyUs === undefined || atUs + everyUs < durationUs) return;
  yield remark(
    ['faults', index, 'every'],
    `the fault happens once: ${formatDuration(everyUs)} after ${formatDuration(atUs)} the duration of ${formatDuration(durationUs)} is over`,
    `use less than ${formatDuration(durationUs - atUs)}, lengthen duration, or leave every out`,
  );
}

/** A fault that ends the server, and when it is back. */
interface Restart {
  readonly atUs: number;
  readonly index: number;
  readonly readyUs: number;
}

function* checkRestart({ durationUs, faults }: Scenario, fault: Restart): Generator<Judgement> {
  const { index, readyUs } = fault;
  if (readyUs > durationUs) {
    yield reject(
      ['faults', index, 'downtime'],
      `the server would come back ${formatDuration(readyUs)} into a measured part of ${formatDuration(durationUs)}`,
      'lengthen duration, shorten downtime or move the fault forward',
    );
  }
  for (const [at, other] of faults.entries()) {
    if (at === index || isToxicFault(other)) continue;
    const during = listFaultInstants(other, durationUs).find((atUs) => isDuring(atUs, at > index, fault));
    if (during === undefined) continue;
    if (endsServer(other) || other.kind === 'stall') {
      yield reject(
        ['faults', at, 'at'],
        `the server is still down at that time, from faults[${index}] until ${formatDuration(readyUs)}`,
        `use ${formatDuration(readyUs)} or later`,
      );
    } else {
      yield remark(
        ['faults', at, other.kind === 'disconnect' && other.everyUs !== undefined ? 'every' : 'at'],
        `the server is down at ${formatDuration(during)} because of faults[${index}], so few connections are left to cut`,
        `let it fall outside ${formatDuration(fault.atUs)} to ${formatDuration(readyUs)}`,
      );
    }
  }
}

/** Of two faults at one instant the one that stands first in the file goes first. */
function isDuring(atUs: number, standsAfter: boolean, { atUs: downUs, readyUs }: Restart): boolean {
  return atUs < readyUs && (atUs > downUs || (atUs === downUs && standsAfter));
}
