import type { Measurement } from '../../metrics/measurement.js';
import type { Notice, TrialResult } from '../../storage/result.js';
import { validityLimits } from '../validity/validity-limits.js';
import { tell } from './format-quantity.js';
import { share, us } from './phrase.js';

/** True findings of a trial that leave it valid but that its reader has to know. */
export function listWarnings(
  measurement: Measurement,
  trial: Omit<TrialResult, 'warnings' | 'validity' | 'thresholds'>,
): Notice[] {
  const interrupted = trial.status === 'interrupted';
  const unfinished = interrupted
    ? warnOfInterrupt(trial)
    : [...warnOfLoss(trial), ...warnOfAbsent(trial), ...warnOfGivenUp(trial)];
  return [
    // Interrupted in the ramp, a trial had no barrier yet.
    ...(measurement.publishing === undefined ? [] : warnOfBarrier(trial)),
    ...unfinished,
    ...warnOfShortHistory(measurement, trial),
    ...warnOfSaturation(measurement),
    ...warnOfOverflows(measurement),
    ...warnOfForeign(measurement),
  ];
}

type Judged = Parameters<typeof listWarnings>[1];

function warnOfBarrier({ barrier, plan }: Judged): Notice[] {
  if (barrier.reached) return [];
  const message = tell`publishing began with ${barrier.subscribed} of ${plan.clients} clients subscribed: the ramp's deadline had passed`;
  return [
    warning(
      'BARRIER_NOT_REACHED',
      'ramp',
      message,
      'lengthen clients.rampUp or clients.subscribeWithin, or see why clients fail to connect',
    ),
  ];
}

/** What had not arrived, and who was not back, when a trial was broken off is neither loss nor absence yet. */
function warnOfInterrupt({ ledger, storm }: Judged): Notice[] {
  const absent = storm.disconnected - storm.returned;
  const message = tell`it was ended before its time, with ${ledger.lost} accepted deliveries not made and ${absent} clients not back: these count as lost and as absent in its figures and are no finding`;
  return [warning('INTERRUPTED', null, message, 'let it run to its end; until then it is ranked nowhere')];
}

/** Loss is a finding, not a defect of the run; this says where it comes from. */
function warnOfLoss({ ledger, faults, plan, server }: Judged): Notice[] {
  if (ledger.lost === 0) return [];
  const { dropped = 0, coalesced = 0, policy } = server.overflow ?? {};
  const passedBy = Math.min(dropped + coalesced, ledger.lost - ledger.lostByAbsent);
  const missed = ledger.lost - ledger.lostByAbsent - passedBy;
  const crashed = faults.some(({ mode }) => mode === 'crash');
  const isBlind = plan.pollCursor === false;
  const reasons = [
    ...(ledger.lostByAbsent > 0
      ? [tell`${ledger.lostByAbsent} were due to clients that were not back when the trial ended`]
      : []),
    ...(passedBy > 0
      ? [
          tell`${passedBy} passed clients by whose buffer at the server was full (server.overflow: ${policy ?? 'unknown'})`,
        ]
      : []),
    ...(missed > 0 && crashed && !isBlind
      ? [
          tell`${missed} had been accepted by the server but not fetched or delivered when its history went with the crash`,
        ]
      : []),
    ...(missed > 0 && isBlind
      ? [tell`${missed} were published between two polls of a client, which brought no cursor`]
      : []),
    ...(missed > 0 && !crashed && !isBlind
      ? [tell`${missed} had been accepted by the server but had not arrived when the drain ended`]
      : []),
  ];
  const message = tell`${ledger.lost} deliveries to ${ledger.clientsWithLoss} clients were lost (at most ${ledger.worstClientLost} for one client): ${reasons.join('; ')}`;
  return [warning('MESSAGES_LOST', null, message, adviseOnLoss(ledger, plan, crashed))];
}

function adviseOnLoss(ledger: Judged['ledger'], plan: Judged['plan'], crashed: boolean): string {
  if (plan.pollCursor === false) return 'let polls say what the client has seen (poll.cursor)';
  if (crashed)
    return 'keep the history outside the server process if these messages matter; clients.csv lists who lost what';
  if (ledger.lost === ledger.lostByAbsent)
    return 'clients.csv lists who lost what; see why they did not come back';
  return tell`clients.csv lists who lost what; a drain longer than ${us(plan.drainUs)} may show them late instead`;
}

/** A history that is shorter than its number of messages says may be why messages were lost. */
function warnOfShortHistory({ serverSamples }: Measurement, { ledger }: Judged): Notice[] {
  const lastOfLife = new Map(serverSamples.map(({ life, evictedByBytes }) => [life, evictedByBytes]));
  const evicted = [...lastOfLife.values()].reduce((sum, count) => sum + count, 0);
  if (evicted === 0 || ledger.lost === 0) return [];
  const message = tell`the server's history dropped ${evicted} messages because of its bound of bytes, before server.history was reached: clients that resumed may have lost them`;
  return [warning('HISTORY_TRUNCATED', null, message, 'raise server.historyBytes')];
}

function warnOfSaturation(measurement: Measurement): Notice[] {
  const busiest = Math.max(
    0,
    ...measurement.load.health.flatMap((health) => [
      health.outage?.utilisation ?? 0,
      health.recovery?.utilisation ?? 0,
    ]),
  );
  if (busiest <= validityLimits.utilisation) return [];
  const message = tell`a load worker was busy ${share(busiest)} of the time while clients were trying to return: attempts were limited by the generator, not by the policy`;
  return [
    warning(
      'GENERATOR_SATURATED',
      'recovery',
      message,
      'read the attempt rate as a lower bound; use more workers or a policy that waits',
    ),
  ];
}

function warnOfOverflows(measurement: Measurement): Notice[] {
  const { outage = 0, recovery = 0 } = measurement.listenOverflows ?? {};
  if (outage + recovery === 0) return [];
  const message = tell`${outage + recovery} SYNs or ACKs of returning clients met a full accept queue, and those clients had to wait for TCP to try again`;
  return [
    warning(
      'LISTEN_OVERFLOW',
      'recovery',
      message,
      'raise server.backlog (and net.core.somaxconn), or spread the returns with jitter',
    ),
  ];
}

function warnOfAbsent({ storm }: Judged): Notice[] {
  const absent = storm.disconnected - storm.returned - storm.gaveUp;
  if (absent === 0) return [];
  const message = tell`${absent} of ${storm.disconnected} lost connections were not back when the trial ended`;
  return [
    warning(
      'CLIENTS_ABSENT',
      'recovery',
      message,
      'lengthen duration to see them return, or shorten the delays of the policy',
    ),
  ];
}

/** Waiting longer would not bring these back. */
function warnOfGivenUp({ storm }: Judged): Notice[] {
  if (storm.gaveUp === 0) return [];
  const message = tell`the clients of ${storm.gaveUp} of ${storm.disconnected} lost connections gave up for good; all later messages to them are lost`;
  return [
    warning(
      'CLIENTS_GAVE_UP',
      'recovery',
      message,
      'let the policy go on trying for longer than the server may be away',
    ),
  ];
}

function warnOfForeign({ load }: Measurement): Notice[] {
  if (load.foreign === 0) return [];
  const message = tell`${load.foreign} messages did not come from this trial's publisher and were left out`;
  return [warning('FOREIGN_MESSAGES', null, message, 'make sure that nobody else publishes to this server')];
}

function warning(code: string, phase: Notice['phase'], message: string, remedy: string): Notice {
  return { code, phase, message, remedy };
}
