import { spawnSync } from 'node:child_process';
import { exchangeClocks } from '../../src/load/exchange-clocks.js';
import { hostClock } from '../../src/system/clock.js';
import { type ClockOffset, estimateClockOffset, spanClockOffsets } from '../../src/system/clock-offset.js';
import { paths } from '../../src/wire/protocol.js';
import { ServerProcess } from '../../src/workers/server-process.js';
import { startShiftedServer } from '../clock/shifted-server.js';
import { startSlowWayBack } from '../clock/slow-way-back.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';

const processes = 3;
const exchangesEach = 300;
const shiftSeconds = 3600;
const slowerByMs = 20;

/** One monotonic clock for all processes of a host, and what the estimator says of clocks that differ. */
export const clockPart: ProofPart = {
  name: 'clock',
  title: 'Clocks',
  source:
    'CLOCK_MONOTONIC is one for all processes of a host; a Linux time namespace shifts it by a known amount; RFC 5905 §8 bounds the error',
  missing: () =>
    spawnSync('unshare', ['--time', '--fork', 'true']).status === 0
      ? undefined
      : 'may not make a time namespace with unshare (util-linux): run as root',
  async *prove(bench) {
    yield* proveSameHost();
    const shifted = await startShiftedServer(shiftSeconds);
    try {
      const estimate = await estimateFrom(shifted.url);
      yield compareOffset(
        `process in a time namespace ${shiftSeconds} s ahead`,
        shiftSeconds * 1e6,
        estimate,
      );
      yield await proveTargetClock(bench, shifted.url);
    } finally {
      await shifted.stop();
    }
  },
};

async function* proveSameHost(): AsyncIterable<ProofRow> {
  const servers = Array.from(
    { length: processes },
    () => new ServerProcess(['--transport', 'sse', '--port', '0'], () => undefined),
  );
  try {
    const urls: string[] = [];
    for (const server of servers) urls.push((await server.listen()).url);
    const first: ClockOffset[] = [];
    for (const [index, url] of urls.entries()) {
      const estimate = await estimateFrom(url);
      first.push(estimate);
      yield compareOffset(`server process ${index + 1} of ${processes}`, 0, estimate);
    }
    const slow = await startSlowWayBack(urls[0] ?? '', slowerByMs);
    try {
      yield compareOffset(`the way back ${slowerByMs} ms slower`, 0, await estimateFrom(slow.url, 20));
    } finally {
      await slow.stop();
    }
    for (const [index, url] of urls.entries()) {
      const before = first[index];
      if (before === undefined) continue;
      const { driftUs, driftBoundUs } = spanClockOffsets(before, await estimateFrom(url));
      yield {
        subject: `server process ${index + 1}, first to second estimate`,
        quantity: 'clock drift',
        unit: 'µs',
        predicted: 0,
        measured: driftUs,
        tolerance: driftBoundUs,
      };
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** A whole run against that server: what the result says of the target's clock. */
async function proveTargetClock(bench: ProofBench, url: string): Promise<ProofRow> {
  const { result, stderr } = await bench.run(
    `name: other-clock
transport: sse
clients: { count: 2, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 200ms
duration: 1s
drain: 300ms
target:
  name: shifted
  sse: { url: '${url}${paths.sse}' }
  publish: { url: '${url}${paths.publish}' }
  clock: ${url}${paths.clock}
`,
    '--no-report',
  );
  const clock = result.trials[0]?.clock;
  if (!clock) throw new Error(`the run does not know the target's clock: ${stderr}`);
  return {
    subject: `run against a target ${shiftSeconds} s ahead`,
    quantity: 'trials[].clock.offsetUs',
    unit: 'µs',
    predicted: shiftSeconds * 1e6,
    measured: clock.offsetUs,
    tolerance: clock.boundUs,
  };
}

async function estimateFrom(url: string, exchanges = exchangesEach): Promise<ClockOffset> {
  const estimate = estimateClockOffset(await exchangeClocks(`${url}${paths.clock}`, exchanges, hostClock));
  if (estimate === undefined) throw new Error(`${url} gave no exchange that is possible`);
  return estimate;
}

/** The tolerance is not chosen: it is the bound that theory puts on this very estimate. */
function compareOffset(subject: string, predicted: number, { offsetUs, boundUs }: ClockOffset): ProofRow {
  return { subject, quantity: 'clock offset', unit: 'µs', predicted, measured: offsetUs, tolerance: boundUs };
}
