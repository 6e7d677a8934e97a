import type { HealthByPhase } from '../../metrics/load-snapshot.js';
import type { Measurement } from '../../metrics/measurement.js';
import { type PhaseName, phaseNames } from '../../metrics/phases.js';
import type { Notice, TrialResult } from '../../storage/result.js';
import { tell } from '../report/format-quantity.js';
import { share, us } from '../report/phrase.js';
import { type LedgerAccount, mergeSendLag } from '../summaries/ledger.js';
import { judgeChat } from '../summaries/summarise-chat.js';
import type { EchoAccount } from '../summaries/summarise-echo.js';
import { judgeTokens } from '../summaries/summarise-tokens.js';
import { countAchieved } from './achieved-rate.js';
import { judgeAcks } from './ack-validity.js';
import { judgeEchoes } from './echo-validity.js';
import { judgeProxy } from './proxy-validity.js';
import { validityLimits } from './validity-limits.js';

/** The figures of a trial that the rules look at beside the measurement itself. */
export type JudgedFigures = Pick<TrialResult, 'bytes' | 'connections' | 'deliveryLatencyByPhaseUs'> &
  Partial<Pick<TrialResult, 'acks' | 'chat' | 'echo' | 'tokens' | 'cohorts' | 'server'>>;

/** A trial before the judges. */
export interface JudgedTrial {
  readonly measurement: Measurement;
  readonly figures: JudgedFigures;
  readonly account: Pick<LedgerAccount, 'accepted' | 'unexplained' | 'unbalanced'>;
  /** Of the messages that clients had echoed. */
  readonly echoAccounts?: readonly EchoAccount[];
  /** Sequence number of the first message due at or after an instant, counted from the trial's common start. */
  readonly firstDueAfter: (instantUs: number) => number;
}

type Rule = (trial: JudgedTrial) => Notice[];

/** Every reason not to believe a trial. Only phases that ought to be calm are judged: an outage is allowed to be busy. */
export function judgeValidity(trial: JudgedTrial): Notice[] {
  return rules.flatMap((rule) => rule(trial));
}

const checkSendLag: Rule = ({ measurement, figures }) => {
  const p99 = mergeSendLag(measurement.publishLog, ['steady']).valueAt(0.99);
  const p50 = figures.deliveryLatencyByPhaseUs.steady?.p50 ?? null;
  if (p99 === null) return [];
  if (p99 > validityLimits.sendLagP99Us) {
    return [
      invalid(
        'SEND_LAG',
        'steady',
        tell`messages left late: p99 of the send lag is ${us(p99)}, the limit ${us(validityLimits.sendLagP99Us)}`,
        lessLoad,
      ),
    ];
  }
  if (p50 !== null && p99 > p50 * validityLimits.sendLagShareOfP50) {
    const message = tell`messages left late: p99 of the send lag is ${us(p99)}, over a tenth of the median delivery latency of ${us(p50)}`;
    const isRealTime = measurement.publisherScheduling === 'real-time';
    return [invalid('SEND_LAG', 'steady', message, isRealTime ? lessLoad : idleMachine)];
  }
  return [];
};

/** Not of the publisher: the precise sleep before a due instant counts as busy, and its send lag is judged instead. */
const checkUtilisation: Rule = ({ measurement }) =>
  listHealth({ ...measurement, publisherHealth: {} }).flatMap(({ name, health }) => {
    const utilisation = health.steady?.utilisation ?? 0;
    if (utilisation <= validityLimits.utilisation) return [];
    const message = tell`${name} was busy ${share(utilisation)} of the time, the limit is ${share(validityLimits.utilisation)}`;
    return [invalid('GENERATOR_BUSY', 'steady', message, moreWorkers)];
  });

const checkStalls: Rule = ({ measurement }) =>
  listHealth(measurement).flatMap(({ name, health }) => {
    const stallUs = health.steady?.stallMaxUs ?? 0;
    if (stallUs <= validityLimits.stallUs) return [];
    const message = tell`${name} stood still for ${us(stallUs)}, the limit is ${us(validityLimits.stallUs)}`;
    return [
      invalid(
        'GENERATOR_STALL',
        'steady',
        message,
        'close other programs on this machine, or lower the load',
      ),
    ];
  });

const checkAchievedRate: Rule = (trial) => {
  const { planned, accepted } = countAchieved(trial);
  if (planned === 0 || accepted / planned >= validityLimits.achievedRate) return [];
  const message = tell`the server accepted only ${accepted} of ${planned} messages due in steady phases`;
  const remedy =
    'lower publish.rate, or see why the server refuses messages or leaves them without an answer';
  return [invalid('RATE_NOT_ACHIEVED', 'steady', message, remedy)];
};

const checkResources: Rule = ({ measurement }) => {
  const count = measurement.load.failures.resource;
  const starved = measurement.serverSamples.find(({ outOfDescriptors }) => outOfDescriptors);
  return [
    ...(count === 0
      ? []
      : [
          invalid(
            'RESOURCES_EXHAUSTED',
            null,
            tell`${count} connection attempts failed for want of file descriptors (EMFILE), ports (EADDRNOTAVAIL) or memory on this machine`,
            seeDoctor,
          ),
        ]),
    ...(starved === undefined
      ? []
      : [
          invalid(
            'RESOURCES_EXHAUSTED',
            null,
            tell`the server process ran out of file descriptors (EMFILE) with ${starved.connections} client connections: further ones are closed unserved`,
            'raise `ulimit -n` or lower clients.count; `squall doctor` tells how many clients fit',
          ),
        ]),
  ];
};

/**
 * A full accept queue outside of a fault means that the backlog, not the transport, was measured. The kernel counts for
 * its whole network namespace, so another program's overflow condemns the trial too: it cannot be told apart.
 */
const checkListenOverflows: Rule = ({ measurement }) => {
  const overflows = (['ramp', 'warm-up', 'steady'] as const).reduce(
    (sum, phase) => sum + (measurement.listenOverflows?.[phase] ?? 0),
    0,
  );
  if (overflows === 0) return [];
  const message = tell`${overflows} SYNs or ACKs met a full accept queue in ramp, warm-up or steady phases (the kernel counts all programs of this network namespace)`;
  const remedy = 'lengthen clients.rampUp, raise server.backlog, or stop other servers on this machine';
  return [invalid('LISTEN_OVERFLOW', null, message, remedy)];
};

const checkBytes: Rule = ({ figures }) => {
  const { unaccounted } = figures.bytes;
  if (unaccounted === 0) return [];
  const message = tell`${unaccounted} bytes at the sockets belong to no part of the byte split`;
  return [
    invalid(
      'BYTES_UNACCOUNTED',
      null,
      message,
      'this is a defect of the byte meter: please report it with the scenario',
    ),
  ];
};

/** Publisher and clients keep their books apart: a delivery has to be of a message that was sent and not refused. */
const checkLedger: Rule = ({ account: { unexplained } }) => {
  if (unexplained === 0) return [];
  const message = tell`${unexplained} deliveries were of messages that the publisher never sent or saw refused`;
  const remedy =
    'see publisher.json; unless something else publishes with this tag, it is a defect: please report it';
  return [invalid('LEDGER_CONTRADICTED', null, message, remedy)];
};

/**
 * expected = delivered + lost must hold for every client, and the latencies recorded must be as many as the deliveries:
 * three counts of one thing, taken in three places.
 */
const checkBalance: Rule = ({ measurement: { load }, account: { unbalanced } }) => {
  const counted = load.ledgers.reduce((sum, { deliveries }) => sum + deliveries, 0);
  const recorded = phaseNames.reduce(
    (sum, phase) => sum + (load.histograms.get(`delivery.${phase}`)?.count ?? 0),
    0,
  );
  const reports = [
    ...(unbalanced > 0 ? [tell`for ${unbalanced} clients expected is not delivered + lost`] : []),
    ...(counted === recorded
      ? []
      : [tell`clients counted ${counted} deliveries, latencies of ${recorded} were recorded`]),
  ];
  const remedy = 'see clients.csv; this is a defect of the accounts: please report it with the scenario';
  return reports.map((message) => invalid('LEDGER_UNBALANCED', null, message, remedy));
};

const checkConnectionCounts: Rule = ({ figures }) => {
  const { clients, server, kernel } = figures.connections.steady;
  // Whoever waits for a handler is connected as far as the kernel knows, and nobody's client yet.
  const accepted = kernel === null ? null : kernel - (figures.connections.waiting ?? 0);
  const sides = [clients, server, accepted].filter((side) => side !== null);
  if (Math.max(...sides) - Math.min(...sides) <= countUnaware(figures)) return [];
  const message = tell`in steady phases clients count ${clients ?? 'unknown'} connections, the server ${server ?? 'unknown'}, the kernel ${kernel ?? 'unknown'}`;
  return [
    invalid(
      'CONNECTIONS_DISAGREE',
      'steady',
      message,
      'look for other clients of this port, or connections that one side gave up',
    ),
  ];
};

/**
 * A client that reads slowly learns only behind what it has yet to read that the server has cut it off for it: until then
 * it counts a connection that the others do not.
 */
function countUnaware({ server, cohorts = [] }: JudgedFigures): number {
  const { policy, overflowed = 0 } = server?.overflow ?? {};
  if (policy !== 'disconnect' || overflowed === 0) return 0;
  return cohorts
    .filter(({ readBytesPerSecond, pausedUs }) => readBytesPerSecond !== null || pausedUs > 0)
    .reduce((sum, { clients }) => sum + clients, 0);
}

const checkSteady: Rule = ({ measurement }) =>
  measurement.phases.some((phase) => phase.name === 'steady' && phase.endUs > phase.startUs)
    ? []
    : [
        invalid(
          'NO_STEADY_PHASE',
          null,
          'the trial ended before anything was measured',
          'let it run to its end',
        ),
      ];

const checkIncidents: Rule = ({ measurement }) => measurement.incidents.map((incident) => ({ ...incident }));

const checkEchoes: Rule = ({ measurement, figures: { echo }, echoAccounts = [] }) =>
  echo === null || echo === undefined ? [] : judgeEchoes({ measurement, echo, accounts: echoAccounts });

const checkAcks: Rule = ({ measurement, figures: { acks } }) =>
  acks === undefined ? [] : judgeAcks(acks, measurement);

const checkTokens: Rule = ({ figures: { tokens } }) => (tokens === undefined ? [] : judgeTokens(tokens));

const checkChat: Rule = ({ figures: { chat } }) => (chat === undefined ? [] : judgeChat(chat));

const rules: readonly Rule[] = [
  checkIncidents,
  checkSteady,
  checkSendLag,
  checkUtilisation,
  checkStalls,
  checkAchievedRate,
  checkResources,
  checkListenOverflows,
  checkBytes,
  checkLedger,
  checkBalance,
  checkConnectionCounts,
  checkEchoes,
  ({ measurement }) => judgeProxy(measurement),
  checkAcks,
  checkTokens,
  checkChat,
];

const seeDoctor =
  '`squall doctor` with this scenario tells which limit came first and how to raise it; or lower clients.count';
const idleMachine =
  'close other programs on this machine, or run as root, so that the publisher is scheduled in real time';
const lessLoad = 'lower publish.rate or clients.count, or close other programs on this machine';
const moreWorkers = 'raise workers if there are idle cores, or lower publish.rate or clients.count';

function invalid(code: string, phase: PhaseName | null, message: string, remedy: string): Notice {
  return { code, phase, message, remedy };
}

function listHealth(measurement: Measurement): { name: string; health: HealthByPhase }[] {
  return [
    ...measurement.load.health.map((health, index) => ({ name: `load worker ${index + 1}`, health })),
    { name: 'the publisher', health: measurement.publisherHealth },
  ];
}
