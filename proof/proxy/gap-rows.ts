import type { TrialResult } from '../../src/storage/result.js';
import type { ProofBench, ProofRow } from '../proof-row.js';

const ratePerSecond = 100;
const seconds = 15;
/** Added by the proxy on either way, so that an answer and the next poll are twice that apart. */
const oneWayUs = 15_000;
/** A timer of Node.js on each way, late by up to a millisecond. */
const timersUs = 2_000;

/**
 * Long polls that do not say what they have: a counter with a dead time g at Poisson instants of rate λ counts 1/(1 + λg) of them (G. F.
 * Knoll, Radiation Detection and Measurement, ch. 4, "nonparalyzable"). The gap without the proxy's delay is told by a trial of its own.
 */
export async function* proveGap(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result, stderr } = await bench.run(
    `name: gap
seed: 7
transport: long-poll
clients: { count: 10, rampUp: 200ms }
poll: { cursor: false }
publish: { rate: ${ratePerSecond}/s, payload: 100B, arrivals: poisson }
warmUp: 500ms
duration: ${seconds - 0.5}s
drain: 1s
matrix:
  proxy.conditions:
    - []
    - [{ kind: latency, latency: ${oneWayUs}us, direction: both }]
`,
    '--no-report',
  );
  const [plain, delayed] = result.trials;
  if (plain === undefined || delayed === undefined) throw new Error(`the run ended early: ${stderr}`);
  const ownShare = shareLost(plain);
  const ownGap = ownShare / (1 - ownShare);
  const gap = ownGap + (ratePerSecond * 2 * oneWayUs) / 1e6;
  const messages = ratePerSecond * seconds;
  // All clients see the same instants, so they are one: the count behind a dead time has the variance λT/(1 + λg)³.
  const deviation = Math.sqrt(messages / (1 + gap) ** 3) / messages;
  const late = (ratePerSecond * timersUs) / 1e6 / (1 + gap) ** 2;
  yield {
    subject: `long-poll without cursor, ${ratePerSecond}/s at Poisson instants, ${oneWayUs / 1000} ms each way`,
    quantity: 'ledger.lost ÷ expected = λg/(1 + λg)',
    unit: '',
    predicted: gap / (1 + gap),
    measured: shareLost(delayed),
    tolerance: 4 * deviation + late,
  };
}

function shareLost({ ledger }: TrialResult): number {
  return ledger.lost / ledger.expected;
}
