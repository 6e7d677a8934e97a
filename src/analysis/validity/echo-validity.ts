import type { Measurement } from '../../metrics/measurement.js';
import { phaseNames } from '../../metrics/phases.js';
import type { EchoResult, Notice } from '../../storage/result.js';
import { tell } from '../report/format-quantity.js';
import { us } from '../report/phrase.js';
import { type EchoAccount, mergeEchoHistograms } from '../summaries/summarise-echo.js';
import { validityLimits } from './validity-limits.js';

export interface JudgedEchoes {
  readonly measurement: Measurement;
  readonly echo: EchoResult;
  readonly accounts: readonly EchoAccount[];
}

/** Reasons not to believe the round trips of a trial: the rules for published messages, held against the clients' own. */
export function judgeEchoes(judged: JudgedEchoes): Notice[] {
  return [
    ...checkSendLag(judged),
    ...checkAchievedRate(judged),
    ...checkLedger(judged),
    ...judgeUplinks(judged.echo.uplinks.steady),
  ];
}

/**
 * The lag of a send is part of the one round trip that it begins, where a publisher's is part of a message's way to every
 * client. So medians are held against medians here, and the same limit bounds the 99th percentile.
 */
function checkSendLag({ measurement, echo }: JudgedEchoes): Notice[] {
  const lag = mergeEchoHistograms(measurement, 'echoLag', ['steady']);
  const [lagP50, p99] = [lag.valueAt(0.5), lag.valueAt(0.99)];
  const p50 = echo.roundTripByPhaseUs.steady?.p50 ?? null;
  if (p99 === null || lagP50 === null) return [];
  if (p99 > validityLimits.sendLagP99Us) {
    const message = tell`clients sent late: p99 of their send lag is ${us(p99)}, the limit ${us(validityLimits.sendLagP99Us)}`;
    return [notice('SEND_LAG', 'steady', message, lessLoad)];
  }
  if (p50 === null || lagP50 <= p50 * validityLimits.sendLagShareOfP50) return [];
  const message = tell`clients sent late: the median of their send lag is ${us(lagP50)}, over a tenth of the median round trip of ${us(p50)}`;
  return [notice('SEND_LAG', 'steady', message, lessLoad)];
}

/** A client without a connection sends nothing: in a steady phase all but one message in a thousand have to be sent. */
function checkAchievedRate({ measurement: { load } }: JudgedEchoes): Notice[] {
  const due = load.echo?.due.steady ?? 0;
  const unsent = load.echo?.unsent.steady ?? 0;
  if (due === 0 || (due - unsent) / due >= validityLimits.achievedRate) return [];
  const message = tell`clients sent only ${due - unsent} of the ${due} messages that were due for an echo in steady phases`;
  return [notice('RATE_NOT_ACHIEVED', 'steady', message, 'see why clients were without a connection')];
}

function checkLedger({ measurement: { load }, accounts, echo }: JudgedEchoes): Notice[] {
  const unexplained = accounts.reduce((sum, account) => sum + account.unexplained, echo.ledger.foreign);
  const unbalanced = accounts.filter(({ ledger, sent, lost }) => sent !== ledger.returns + lost.size).length;
  const timed = phaseNames.reduce(
    (sum, phase) => sum + (load.histograms.get(`echo.${phase}`)?.count ?? 0),
    0,
  );
  return [
    ...(unexplained > 0
      ? [
          notice(
            'LEDGER_CONTRADICTED',
            null,
            tell`${unexplained} echoes were of messages that their clients never sent`,
            'see whether the server gives clients what others sent',
          ),
        ]
      : []),
    ...(unbalanced > 0
      ? [notice('LEDGER_UNBALANCED', null, tell`for ${unbalanced} clients sent is not echoed + lost`, defect)]
      : []),
    ...(timed === echo.ledger.returned
      ? []
      : [
          notice(
            'LEDGER_UNBALANCED',
            null,
            tell`clients counted ${echo.ledger.returned} echoes, round trips of ${timed} were recorded`,
            defect,
          ),
        ]),
  ];
}

/** Clients, server and kernel have to agree on how many connections clients hold for what they have to say. */
export function judgeUplinks({ clients, server, kernel }: EchoResult['uplinks']['steady']): Notice[] {
  const sides = [clients, server, kernel].filter((side) => side !== null);
  if (sides.every((side) => side === sides[0])) return [];
  const message = tell`in steady phases clients count ${clients ?? 'unknown'} connections for their own messages, the server ${server ?? 'unknown'}, the kernel ${kernel ?? 'unknown'}`;
  const remedy = 'look for other clients of this port, or connections that one side gave up';
  return [notice('CONNECTIONS_DISAGREE', 'steady', message, remedy)];
}

const lessLoad =
  'lower echo.rate or clients.count, raise workers if there are idle cores, or close other programs';
const defect = 'this is a defect of the accounts: please report it with the scenario';

function notice(code: string, phase: Notice['phase'], message: string, remedy: string): Notice {
  return { code, phase, message, remedy };
}
