import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { Measurement } from '../../metrics/measurement.js';
import type { TokenLedger } from '../../metrics/token-snapshot.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Notice, TokensResult } from '../../storage/result.js';
import { tell } from '../report/format-quantity.js';
import { us } from '../report/phrase.js';
import { validityLimits } from '../validity/validity-limits.js';

/** Sums up prompts and answers; undefined when nobody asked. */
export function summariseTokens(
  { tokens: settings }: Scenario,
  { load }: Measurement,
): TokensResult | undefined {
  if (settings === undefined || load.tokens === undefined) return undefined;
  const { ledgers } = load.tokens;
  const sum = (pick: (ledger: TokenLedger) => number): number =>
    ledgers.reduce((total, ledger) => total + pick(ledger), 0);
  const summarise = (name: string): TokensResult['gapUs'] =>
    (load.histograms.get(`tokens.${name}`) ?? new LatencyHistogram()).summarise();
  const asked = sum((ledger) => ledger.asked);
  return {
    promptsPerSecond: settings.promptsPerSecond,
    tokensPerSecond: settings.tokensPerSecond,
    answerTokens: settings.tokens,
    resumes: settings.resumes,
    firstTokenUs: summarise('first'),
    gapUs: summarise('gap'),
    sendLagUs: summarise('lag'),
    prompts: {
      due: sum(({ due }) => due),
      asked,
      completed: sum(({ completed }) => completed),
      refused: sum(({ refused }) => refused),
      resumed: sum(({ resumed }) => resumed),
    },
    ledger: {
      expected: asked * settings.tokens,
      delivered: sum(({ delivered }) => delivered),
      lost: sum(({ lost }) => lost),
      duplicate: sum(({ duplicate }) => duplicate),
      unfinished: sum(({ unfinished }) => unfinished),
    },
  };
}

/** Reasons not to believe the figures of answers. */
export function judgeTokens({ ledger, sendLagUs }: TokensResult): Notice[] {
  const { expected, delivered, lost, unfinished } = ledger;
  const isBalanced = expected === delivered + lost + unfinished;
  const isLate = (sendLagUs.p99 ?? 0) > validityLimits.sendLagP99Us;
  return [
    ...(isBalanced
      ? []
      : [
          {
            code: 'LEDGER_UNBALANCED',
            phase: null,
            message: tell`${expected} tokens expected are not ${delivered} delivered + ${lost} lost + ${unfinished} unfinished`,
            remedy: 'this is a defect of the accounts: please report it with the scenario',
          },
        ]),
    ...(isLate
      ? [
          {
            code: 'SEND_LAG',
            phase: 'steady' as const,
            message: tell`prompts were late: p99 of their send lag is ${us(sendLagUs.p99)}, the limit ${us(validityLimits.sendLagP99Us)}`,
            remedy: 'lower tokens.prompts or clients.count, or close other programs on this machine',
          },
        ]
      : []),
  ];
}
