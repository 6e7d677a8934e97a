import { activityBinUs } from '../../metrics/activity.js';
import type { FaultRecord } from '../../metrics/measurement.js';
import { Backoff, type BackoffPlan, planBackoff } from '../../reconnect/backoff.js';
import type { PolicyName, ReconnectSettings } from '../../scenario/scenario.js';
import { findSilenceEnd, listNoticedLosses } from '../validity/silent-losses.js';

export interface PredictionSettings {
  readonly seed: number;
  readonly clients: number;
  readonly reconnect: ReconnectSettings;
  /** The policy of a client that has one of its own; undefined: that of all. */
  readonly reconnectOf?: (client: number) => ReconnectSettings | undefined;
  readonly faults: readonly FaultRecord[];
  /** Of the server; one unless told. Client i begins at process i mod n and goes to the next after every loss and failed attempt. */
  readonly processes?: number;
  /** End of the trial: later attempts are not made. */
  readonly endUs: number;
  /** What the server asks every client to wait, where the transport tells clients so (SSE `retry:`). */
  readonly serverRetryUs: number | undefined;
  /** Set for transports whose clients notice a loss only at their next poll: the first instant at or after one. */
  readonly noticeAtUs: ((client: number, lossUs: number) => number) | undefined;
  /** How long into a silence clients give their connections up, on average; undefined: never. */
  readonly patienceUs?: number | undefined;
}

/**
 * Attempts that seed and policy foresee, per 10 ms from the common start: every client that a fault cuts draws the very
 * delays that the simulated one draws; attempts while the server is away fail at once, the first one after succeeds
 * at once, and who is away cannot be cut again. What the measured curve shows beyond this is the work of limits: queues,
 * CPU, admission.
 * @returns number of attempts by bin; fractional where only the share of cut clients is known, not which
 */
export function predictAttempts(settings: PredictionSettings): Map<number, number> {
  const bins = new Map<number, number>();
  const planOf = planPolicies(settings);
  const losses = listNoticedLosses(settings.faults, settings.patienceUs).map((fault) => ({
    ...fault,
    cuts: namesClients(fault),
  }));
  const certain = losses.filter(({ cuts }) => cuts !== undefined);
  const uncertain = losses.filter(({ cuts }) => cuts === undefined);
  for (const { client, alike } of listDistinct(settings, losses)) {
    const own = certain.filter(({ cuts }) => cuts?.(client));
    addAttempts(bins, followClient(client, new Backoff(planOf(client), client), own, settings), alike);
    // Nobody knows whom the server cut: each client counts for the share, as if this were its only loss.
    for (const fault of uncertain) {
      addAttempts(
        bins,
        followClient(client, new Backoff(planOf(client), client), [fault], settings),
        fault.share * alike,
      );
    }
  }
  return bins;
}

/** Policies whose delays are the same for every client: nothing is drawn. */
const drawless: ReadonlySet<PolicyName> = new Set(['immediate', 'fixed', 'exponential', 'server']);

/**
 * Clients of which each stands for those that make the same attempts at the same instants. Where nothing is drawn and everyone
 * loses at once there is one for each server process; thousands that try without a pause for seconds would take minutes to follow.
 */
function* listDistinct(
  { clients, processes = 1, reconnect, reconnectOf, noticeAtUs }: PredictionSettings,
  losses: readonly FaultRecord[],
): Generator<{ readonly client: number; readonly alike: number }> {
  const isOneLikeAll =
    drawless.has(reconnect.policy) &&
    reconnectOf === undefined &&
    noticeAtUs === undefined &&
    losses.every(({ clients: named, spreadUs = 0 }) => named === undefined && spreadUs === 0);
  const kinds = isOneLikeAll ? Math.min(processes, clients) : clients;
  for (let client = 0; client < kinds; client++)
    yield { client, alike: 1 + Math.floor((clients - 1 - client) / kinds) };
}

/** The plan of each client, made once for each policy. */
function planPolicies({ seed, reconnect, reconnectOf }: PredictionSettings): (client: number) => BackoffPlan {
  const plans = new Map<ReconnectSettings, BackoffPlan>();
  return (client) => {
    const policy = reconnectOf?.(client) ?? reconnect;
    const plan = plans.get(policy) ?? planBackoff(seed, policy);
    plans.set(policy, plan);
    return plan;
  };
}

/** Tells of any client whether the fault cuts it; undefined where that is not known. */
function namesClients({ clients, share, process }: FaultRecord): ((client: number) => boolean) | undefined {
  if (clients !== undefined) {
    const chosen = new Set(clients);
    return (client) => chosen.has(client);
  }
  // Who is cut with one process of several is known from where its way has led each client.
  return share === 1 || process !== undefined ? () => true : undefined;
}

function addAttempts(bins: Map<number, number>, attemptsUs: Iterable<number>, weight: number): void {
  for (const atUs of attemptsUs) {
    const bin = Math.floor(atUs / activityBinUs);
    bins.set(bin, (bins.get(bin) ?? 0) + weight);
  }
}

/** The instants of one client's attempts through all its losses, which are in order of time. */
function* followClient(
  client: number,
  backoff: Backoff,
  losses: readonly FaultRecord[],
  settings: PredictionSettings,
): Generator<number> {
  const { endUs, noticeAtUs, serverRetryUs, processes = 1 } = settings;
  let backAtUs = Number.NEGATIVE_INFINITY;
  let server = client % processes;
  for (const fault of losses) {
    const lostUs = fault.injectedAtUs + spreadOf(fault, client, settings);
    if (lostUs < backAtUs || !concerns(fault, server)) continue;
    backoff.lose(lostUs - backAtUs);
    backAtUs = Number.POSITIVE_INFINITY;
    // Who gives up has no next attempt: it would be made at no time before the end.
    const nextDelayUs = (): number => backoff.nextDelayUs(serverRetryUs) ?? Number.POSITIVE_INFINITY;
    // Who gives a silence up has noticed already.
    const noticedAtUs = fault.silenced === 'all' ? undefined : noticeAtUs?.(client, lostUs);
    let atUs = noticedAtUs ?? lostUs + nextDelayUs();
    for (let attempts = 0; atUs < endUs && attempts < mostAttempts; attempts++) {
      server = (server + 1) % processes;
      yield atUs;
      const { isBack, lastsUs } = foreseeAttempt(settings, atUs, server);
      if (isBack) {
        backAtUs = atUs + lastsUs;
        break;
      }
      // A refusal on loopback costs well under a millisecond; without it `immediate` would never advance.
      atUs += Math.max(refusalUs, lastsUs + nextDelayUs());
    }
  }
}

/** How long after a fault's beginning it reaches a client, for faults that take one client after the other. */
function spreadOf({ spreadUs = 0 }: FaultRecord, client: number, { clients }: PredictionSettings): number {
  return (spreadUs * client) / Math.max(1, clients);
}

function concerns({ process }: FaultRecord, server: number): boolean {
  return process === undefined || process.index === server;
}

/** Whether an attempt succeeds, and how long it takes, where that is not next to nothing. */
function foreseeAttempt(
  { faults, reconnect }: PredictionSettings,
  atUs: number,
  server: number,
): { readonly isBack: boolean; readonly lastsUs: number } {
  if (isServerAway(faults, atUs, server)) return { isBack: false, lastsUs: 0 };
  const silentForUs = (findSilenceEnd(faults, atUs) ?? atUs) - atUs;
  const { connectTimeoutUs } = reconnect;
  return { isBack: silentForUs <= connectTimeoutUs, lastsUs: Math.min(silentForUs, connectTimeoutUs) };
}

function isServerAway(faults: readonly FaultRecord[], atUs: number, server: number): boolean {
  return faults.some(
    (fault) =>
      (fault.mode !== null || (fault.process !== undefined && fault.readyAtUs !== null)) &&
      concerns(fault, server) &&
      atUs >= fault.injectedAtUs &&
      atUs < (fault.readyAtUs ?? Number.POSITIVE_INFINITY),
  );
}

const refusalUs = 200;
/** More than any policy but `immediate` makes in a trial; there the prediction ends here. */
const mostAttempts = 10_000;
