import { Backoff, planBackoff } from '../../reconnect/backoff.js';
import type { FaultSettings } from '../../scenario/fault-schema.js';
import type { Scenario, Trial } from '../../scenario/scenario.js';
import { chooseIndices, randomStream } from '../../system/random.js';

/** What seed and policy settle about a storm before it begins. */
export interface DecidedStorm {
  readonly disconnected: number;
  readonly attempts: number;
  readonly failed: number;
}

/**
 * How near an attempt may fall to an instant that decides over it (the server's return, a second loss, the end) before its fate is left
 * open, microseconds. Ten times what processes of a busy machine were seen to be late.
 */
const marginUs = 250_000;

/** Each further attempt of a client starts from an earlier one, which may have been this late itself. */
const driftPerAttemptUs = 10_000;

const mostAttempts = 100;

interface PlannedLoss {
  readonly atUs: number;
  /** When the server is there again; undefined: it never went. */
  readonly readyUs: number | undefined;
  readonly concerns: (client: number) => boolean;
}

/**
 * Counts the attempts of a trial's storms where the plan alone decides them: clients that hear of a loss at once, and no attempt so near
 * to a deciding instant that a slow machine could turn it round.
 * @returns undefined where the machine has a say
 */
export function decideAttempts(trial: Trial): DecidedStorm | undefined {
  const { scenario } = trial;
  const losses = listLosses(trial);
  if (losses === undefined || !admitsEveryone(trial)) return undefined;
  const plan = planBackoff(scenario.seed, scenario.reconnect);
  const sum = { disconnected: 0, attempts: 0, failed: 0 };
  for (let client = 0; client < scenario.clients.count; client++) {
    const own = losses.filter(({ concerns }) => concerns(client));
    const attempts = countOwn(own, new Backoff(plan, client), scenario);
    if (attempts === undefined) return undefined;
    sum.disconnected += own.length;
    sum.attempts += attempts;
    sum.failed += attempts - own.length;
  }
  return sum;
}

/** All attempts of one client through its losses. */
function countOwn(
  losses: readonly PlannedLoss[],
  backoff: Backoff,
  { durationUs, transport, server, reconnect }: Scenario,
): number | undefined {
  const serverRetryUs = transport === 'sse' ? server.retryUs : undefined;
  let sum = 0;
  let backAtUs = Number.NEGATIVE_INFINITY;
  for (const loss of losses) {
    // Undecided, too, is whether the time since the last return is long enough to begin the policy anew.
    const heldUs = loss.atUs - backAtUs;
    if (heldUs < marginUs || Math.abs(heldUs - reconnect.resetAfterUs) < marginUs) return undefined;
    backoff.lose(heldUs);
    const way = followReturn(loss, durationUs, () => backoff.nextDelayUs(serverRetryUs));
    if (way === undefined) return undefined;
    sum += way.attempts;
    backAtUs = way.backAtUs;
  }
  return sum;
}

/** @returns undefined when an attempt is too near to call, or the client is not back well before the end */
function followReturn(
  { atUs, readyUs }: PlannedLoss,
  endUs: number,
  nextDelayUs: () => number | undefined,
): { attempts: number; backAtUs: number } | undefined {
  let instantUs = atUs;
  for (let attempts = 1; attempts <= mostAttempts; attempts++) {
    const delayUs = nextDelayUs();
    if (delayUs === undefined) return undefined;
    instantUs += delayUs;
    const doubtUs = marginUs + attempts * driftPerAttemptUs;
    if (instantUs + doubtUs > endUs) return undefined;
    if (readyUs === undefined || instantUs - doubtUs > readyUs) return { attempts, backAtUs: instantUs };
    if (instantUs + doubtUs > readyUs) return undefined;
  }
  return undefined;
}

/** Instants from the end of the warm-up, in order; undefined when a fault is not one whose losses the plan settles. */
function listLosses({ scenario }: Trial): PlannedLoss[] | undefined {
  const losses: PlannedLoss[] = [];
  // Faults count their occurrences in the order of time, and draw by them.
  const faults = scenario.faults.toSorted((a, b) => a.atUs - b.atUs);
  for (const [occurrence, fault] of faults.entries()) {
    const concerns = chooseCut(fault, occurrence, scenario);
    if (concerns === undefined) return undefined;
    const readyUs = fault.kind === 'server-restart' ? fault.atUs + fault.downtimeUs : undefined;
    losses.push({ atUs: fault.atUs, readyUs, concerns });
  }
  return losses;
}

function chooseCut(
  fault: FaultSettings,
  occurrence: number,
  { seed, clients }: Scenario,
): ((client: number) => boolean) | undefined {
  if (fault.kind === 'server-restart') {
    // A graceful stop takes as long as it takes, and a warm-up holds connections back.
    return fault.mode === 'crash' && (fault.warmUpUs ?? 0) === 0 ? () => true : undefined;
  }
  if (fault.kind !== 'disconnect' || fault.by !== 'client' || fault.everyUs !== undefined) return undefined;
  const random = randomStream(seed, 'disconnect', occurrence);
  const chosen = new Set(chooseIndices(random, clients.count, Math.round(fault.share * clients.count)));
  return (client) => chosen.has(client);
}

/** Whether whoever knocks at a running server is let in: nothing limits, queues or slows returns, and a loss is known at once. */
function admitsEveryone({ scenario }: Trial): boolean {
  const { server, clients, proxy, target, fallback, transport } = scenario;
  const hearsAtOnce = transport === 'websocket' || transport === 'sse';
  const isOneServer = server.processes === 1 && target === undefined && proxy === undefined;
  const isOpen =
    server.acceptRatePerSecond === undefined &&
    server.admission === undefined &&
    server.threads === undefined &&
    clients.count <= Math.min(server.backlog, server.maxConnections);
  const areAlike =
    (clients.cohorts ?? []).length === 0 && fallback.length === 0 && clients.staleAfterUs === undefined;
  return hearsAtOnce && isOneServer && isOpen && areAlike;
}
