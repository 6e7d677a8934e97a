import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { StormRow, TrialResult } from '../../src/storage/result.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';

/** Ways a server goes away and lets clients back in, against what their definitions say must come of it. */
export const awayPart: ProofPart = {
  name: 'away',
  title: 'How a server goes away, and lets clients back in',
  source:
    'the definitions: N/C for N clients before an accept rate of C, r + B admissions in a second, n(n + 1)/2 losses of N/n clients in a rolling restart of n processes',
  async *prove(bench) {
    yield* proveAcceptRate(bench);
    yield* proveRolling(bench);
    yield* proveDrain(bench);
    yield* proveAdmission(bench);
    yield* provePlaces(bench);
  },
};

const clients = 300;

function write(more: string, count = clients): string {
  return `name: away
clients: { count: ${count}, rampUp: ${count * 10}ms, subscribeWithin: 2s }
publish: { rate: 20/s }
warmUp: 500ms
drain: 2s
${more}`;
}

interface Measured {
  readonly trial: TrialResult;
  readonly rows: readonly StormRow[];
}

async function measure(bench: ProofBench, yaml: string): Promise<Measured> {
  const { result, directory, stderr } = await bench.run(yaml, '--no-report');
  const [trial] = result.trials;
  if (trial === undefined) throw new Error(`there is no trial: ${stderr}`);
  const text = readFileSync(join(directory, trial.files.storm), 'utf8');
  return { trial, rows: parse(text, { columns: true, cast: true }) as StormRow[] };
}

function exact(subject: string, quantity: string, predicted: number, measured: number | null): ProofRow {
  return { subject, quantity, unit: '', predicted, measured, tolerance: 0 };
}

/** All clients come at once, a fixed delay after the crash; the last of a share q of them is accepted q · N/C later. */
async function* proveAcceptRate(bench: ProofBench): AsyncIterable<ProofRow> {
  const perSecond = 150;
  const delayUs = 500_000;
  for (const backlog of [4096, 64]) {
    const { trial } = await measure(
      bench,
      write(`duration: 8s
reconnect: { policy: fixed, delay: 500ms, connectTimeout: 20s }
server: { acceptRate: ${perSecond}/s, backlog: ${backlog} }
faults: [{ at: 500ms, kind: server-restart, mode: graceful, downtime: 200ms }]
`),
    );
    const subject = `${clients} clients, accept rate ${perSecond}/s, backlog ${backlog}`;
    yield exact(subject, 'storm.returned', clients, trial.storm.returned);
    yield exact(subject, 'ledger.lost', 0, trial.ledger.lost);
    // Beyond the backlog nothing is served in order: TCP tries again after 1 s and more.
    const overflows = trial.server.listenOverflows;
    yield exact(
      subject,
      'server.listenOverflows > 0',
      Number(backlog < clients),
      Number((overflows ?? 0) > 0),
    );
    if (backlog < clients) continue;
    const fault = trial.faults[0];
    const comeUs = (fault?.injectedAtUs ?? 0) + delayUs - (fault?.readyAtUs ?? 0);
    for (const [name, share] of [
      ['p50', 0.5],
      ['p90', 0.9],
      ['p99', 0.99],
    ] as const) {
      yield {
        subject,
        quantity: `storm.backUs.fromReady.${name}`,
        unit: 'µs',
        predicted: Math.round(comeUs + (share * clients * 1e6) / perSecond),
        measured: trial.storm.backUs.fromReady[name],
        // Twenty turns of 5 ms: the server's stop, which the loss waits for, and what a core owes to others.
        tolerance: 100_000,
      };
    }
  }
}

async function* proveRolling(bench: ProofBench): AsyncIterable<ProofRow> {
  for (const [mode, processes] of [
    ['crash', 3],
    ['graceful', 2],
  ] as const) {
    const { trial } = await measure(
      bench,
      write(`duration: 6s
reconnect: { policy: fixed, delay: 300ms }
server: { processes: ${processes} }
faults: [{ at: 500ms, kind: rolling-restart, mode: ${mode}, downtime: 500ms, pause: 1s }]
`),
    );
    const subject = `rolling restart of ${processes} processes, ${mode}`;
    const losses = (clients * (processes + 1)) / 2;
    yield exact(subject, 'storm.disconnected', losses, trial.storm.disconnected);
    yield exact(subject, 'storm.returned', losses, trial.storm.returned);
    yield exact(subject, 'storm.attempts', losses, trial.storm.attempts);
    yield exact(subject, 'ledger.lost', 0, trial.ledger.lost);
    yield exact(subject, 'ledger.duplicate', 0, trial.ledger.duplicate);
    yield exact(subject, 'ledger.expected − delivered', 0, trial.ledger.expected - trial.ledger.delivered);
    yield exact(subject, 'publisher.acknowledged', trial.publisher.due, trial.publisher.acknowledged);
  }
}

async function* proveDrain(bench: ProofBench): AsyncIterable<ProofRow> {
  const perSecond = 100;
  for (const transport of ['websocket', 'sse', 'long-poll'] as const) {
    const { trial, rows } = await measure(
      bench,
      write(`transport: ${transport}
duration: 5s
reconnect: { policy: fixed, delay: 300ms }
faults: [{ at: 500ms, kind: drain, rate: ${perSecond}/s }]
`),
    );
    const subject = `${transport}, drained at ${perSecond}/s`;
    yield exact(subject, 'storm.attempts', clients, trial.storm.attempts);
    yield exact(subject, 'storm.failed', 0, trial.storm.failed);
    yield exact(subject, 'ledger.lost', 0, trial.ledger.lost);
    const [first, last] = [
      rows.find(({ attempts }) => attempts > 0),
      rows.findLast(({ attempts }) => attempts > 0),
    ];
    yield {
      subject,
      quantity: 'from the first attempt to the last',
      unit: 'µs',
      predicted: ((clients - 1) * 1e6) / perSecond,
      measured: first && last ? last.atUs - first.atUs : null,
      tolerance: 50_000,
    };
  }
}

async function* proveAdmission(bench: ProofBench): AsyncIterable<ProofRow> {
  const [perSecond, burst] = [100, 20];
  const { trial, rows } = await measure(
    bench,
    write(`duration: 9s
reconnect: { policy: server, delay: 500ms }
server: { admission: { rate: ${perSecond}/s, burst: ${burst}, retryAfter: 1s, jitter: 50% } }
faults: [{ at: 500ms, kind: server-restart, mode: graceful, downtime: 200ms }]
`),
  );
  const subject = `admission of ${perSecond}/s, burst ${burst}`;
  // Who is unlucky may be turned away again and again; what must hold is that every attempt came to one of two ends.
  const { attempts, returned, failed, failures } = trial.storm;
  yield exact(subject, 'storm.attempts − returned − failed', 0, attempts - returned - failed);
  yield exact(subject, 'storm.failed − unavailable', 0, failed - failures.unavailable);
  yield exact(subject, 'some were turned away', 1, Number(failures.unavailable > 0));
  const named = trial.storm.fit?.limitedBy.map(({ limit }) => limit) ?? [];
  yield exact(subject, 'admission alone is storm.fit.limitedBy', 1, Number(named.join() === 'admission'));
  // In bins of 10 ms, so a second may be one bin longer.
  const most = Math.max(
    ...rows.map(({ atUs }) =>
      rows
        .filter((row) => row.atUs >= atUs && row.atUs < atUs + 1e6)
        .reduce((sum, { subscribed }) => sum + subscribed, 0),
    ),
  );
  yield exact(subject, 'admitted in a second, beyond r + B', 0, Math.max(0, most - perSecond * 1.01 - burst));
}

/** Fewer places than clients: so many are in, and those who wait for a handler are seen by the kernel alone. */
async function* provePlaces(bench: ProofBench): AsyncIterable<ProofRow> {
  const [count, places] = [60, 40];
  const pooled = await measure(
    bench,
    write(
      `transport: sse\nduration: 2s\nreconnect: { policy: fixed, delay: 500ms, connectTimeout: 60s }\nserver: { threads: ${places} }\n`,
      count,
    ),
  );
  const threads = `sse, ${places} handlers, ${count} clients`;
  yield exact(threads, 'barrier.subscribed', places, pooled.trial.barrier.subscribed);
  yield exact(threads, 'connections.waiting', count - places, pooled.trial.connections.waiting ?? null);
  yield exact(threads, 'connections.steady.kernel', count, pooled.trial.connections.steady.kernel);
  const limited = await measure(
    bench,
    write(
      `duration: 6s\nreconnect: { policy: fixed, delay: 300ms }\nserver: { maxConnections: ${places} }\nfaults: [{ at: 1s, kind: server-restart, mode: graceful, downtime: 500ms }]\n`,
      count,
    ),
  );
  const limit = `websocket, limit of ${places} connections, ${count} clients, a restart`;
  yield exact(limit, 'barrier.subscribed', places, limited.trial.barrier.subscribed);
  yield exact(limit, 'connections.peak.server', places, limited.trial.connections.peak.server);
  yield exact(limit, 'connections.steady.clients', places, limited.trial.connections.steady.clients);
  const { failed, failures } = limited.trial.storm;
  yield exact(
    limit,
    'storm.failed − unavailable − refused',
    0,
    failed - failures.unavailable - failures.refused,
  );
}
