import type { StormRow, TrialResult } from '../../src/storage/result.js';
import type { ProofBench, ProofRow, ProofRun } from '../proof-row.js';
import { readStorm } from './read-storm.js';

const clients = 2_000;
const baseSeconds = 3;
const capSeconds = 2;

/** The overlapping waves of a server that stays down, and the return after an outage of many windows. */
export async function* proveOutages(bench: ProofBench): AsyncGenerator<ProofRow> {
  const down = await bench.run(
    writeOutage('5s', [`{ policy: full-jitter, base: ${baseSeconds}s, cap: 60s }`]),
  );
  yield await proveOverlap(down);
  const long = await bench.run(
    writeOutage(
      '12s',
      ['full-jitter', 'equal-jitter'].map((name) => `{ policy: ${name}, base: 1s, cap: ${capSeconds}s }`),
    ),
  );
  // Full jitter: 2N/cap per second falling to zero at cap. Equal jitter: 4N/(3 cap), even up to cap/2, falling to zero from there.
  yield* proveReturn(long, 0, '2N/cap falling to zero', (part) => clients * (2 * part - part ** 2));
  yield* proveReturn(
    long,
    1,
    '4N/(3 cap), from cap/2 falling to zero',
    (part) => (4 / 3) * clients * (part - Math.max(0, part - 0.5) ** 2),
  );
}

function writeOutage(downtime: string, policies: readonly string[]): string {
  return `name: outages
seed: 3
clients: { count: ${clients}, rampUp: 2s }
publish: { rate: 1/s, payload: 100B }
warmUp: 500ms
duration: ${downtime === '5s' ? 8 : 16}s
drain: 1s
server: { backlog: 4096 }
faults: [{ at: 500ms, kind: server-restart, mode: crash, downtime: ${downtime} }]
matrix:
  reconnect:
${policies.map((policy) => `    - ${policy}`).join('\n')}
`;
}

/** Over the last tenth of the first window the waves add up to N/b · Σ (t/b)ᵏ/(k! · 2^(k(k+1)/2)), which ends at 1.565 N/b. */
async function proveOverlap(run: ProofRun): Promise<ProofRow> {
  const trial = findTrial(run, 0);
  const rows = await readStorm(run, trial);
  const share = (part: number): number => {
    // Integral of the sum from 0 to `part` of the window.
    let [sum, term] = [0, part];
    for (let wave = 0; term > 1e-12; wave++) {
      sum += term;
      term *= part / ((wave + 2) * 2 ** (wave + 1));
    }
    return sum;
  };
  const lossUs = medianLossUs(rows);
  const measured = countDue(rows, lossUs + 0.9 * baseSeconds * 1e6, lossUs + baseSeconds * 1e6);
  const predicted = clients * (share(1) - share(0.9));
  return {
    subject: `websocket, full jitter over ${baseSeconds} s, server down`,
    quantity: 'attempts due in the last tenth of b (1.565 N/b at its end)',
    unit: '',
    predicted,
    measured,
    tolerance: 4 * Math.sqrt(predicted),
  };
}

/**
 * Attempts in each quarter of the cap after the server is back.
 * @param countWithin attempts up to this part of the cap
 */
async function* proveReturn(
  run: ProofRun,
  at: number,
  law: string,
  countWithin: (part: number) => number,
): AsyncGenerator<ProofRow> {
  const trial = findTrial(run, at);
  const rows = await readStorm(run, trial);
  const readyUs = trial.faults[0]?.readyAtUs ?? Number.NaN;
  const fromUs = Math.ceil(readyUs / 10_000) * 10_000;
  const skipped = (fromUs - readyUs) / 1e6 / capSeconds;
  const quarterUs = (capSeconds * 1e6) / 4;
  for (const quarter of [0, 1, 2, 3]) {
    const part = quarter / 4 + skipped;
    const predicted = countWithin(Math.min(1, part + 0.25)) - countWithin(part);
    yield {
      subject: `websocket, ${trial.plan.reconnect}, down for 12 s`,
      quantity: `attempts due in quarter ${quarter + 1} of cap after ready: ${law}`,
      unit: '',
      predicted,
      measured: countDue(rows, fromUs + quarter * quarterUs, fromUs + (quarter + 1) * quarterUs),
      tolerance: 4 * Math.sqrt(predicted),
    };
  }
}

function findTrial(run: ProofRun, at: number): TrialResult {
  const trial = run.result.trials[at];
  if (trial === undefined) throw new Error(`the run ended early, status ${run.status}: ${run.stderr}`);
  return trial;
}

/** Clients see the crash within some ten milliseconds of one another. */
function medianLossUs(rows: readonly StormRow[]): number {
  const half = clients / 2;
  let seen = 0;
  for (const { atUs, lost } of rows) {
    seen += lost;
    if (seen >= half) return atUs + 5_000;
  }
  return Number.NaN;
}

function countDue(rows: readonly StormRow[], fromUs: number, toUs: number): number {
  return rows.filter(({ atUs }) => atUs >= fromUs && atUs < toUs).reduce((sum, { due }) => sum + due, 0);
}
