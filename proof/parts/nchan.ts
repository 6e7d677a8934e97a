import type { TrialResult } from '../../src/storage/result.js';
import { describeNchan, missingNchan, type Nchan, type NchanCounts, startNchan } from '../nchan-server.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';

const clients = 40;
const ratePerSecond = 5;
const cut = '{ at: 1025ms, kind: disconnect, share: 50%, by: client, how: reset }';

/** What a run against Nchan gave, and what Nchan itself counted. */
export interface NchanRun {
  readonly trial: TrialResult;
  /** After the run: nothing is published any more. */
  readonly after: NchanCounts;
  /** The most subscribers at one time during the run. */
  readonly mostSubscribers: number;
}

export interface NchanRunSettings {
  readonly transport: string;
  /** A fault in YAML; none unless told. */
  readonly fault?: string;
  readonly withIds?: boolean;
}

/** Runs one small trial against an Nchan of its own. */
export async function runAgainstNchan(
  run: (yaml: string) => Promise<{ readonly result: { readonly trials: readonly TrialResult[] } }>,
  { transport, fault = '', withIds = true }: NchanRunSettings,
): Promise<NchanRun> {
  const nchan = await startNchan();
  const watch = watchSubscribers(nchan);
  try {
    const { result } = await run(`name: nchan-${transport}
transport: ${transport}
clients: { count: ${clients}, rampUp: 300ms }
publish: { rate: ${ratePerSecond}/s, payload: 200B }
poll: { period: 100ms }
warmUp: 500ms
duration: 3s
drain: 20s
reconnect: { policy: full-jitter, base: 300ms, cap: 1s }
faults: [${fault}]
${describeNchan(nchan.address, withIds)}`);
    const [trial] = result.trials;
    if (trial === undefined) throw new Error('the run gave no trial');
    return { trial, after: await nchan.count(), mostSubscribers: await watch.stop() };
  } finally {
    await watch.stop();
    await nchan.stop();
  }
}

function watchSubscribers(nchan: Nchan): { stop(): Promise<number> } {
  let most = 0;
  let reading = Promise.resolve();
  const timer = setInterval(() => {
    reading = nchan.count().then(
      ({ channelSubscribers }) => {
        most = Math.max(most, channelSubscribers);
      },
      () => undefined,
    );
  }, 200);
  return {
    stop: async () => {
      clearInterval(timer);
      await reading;
      return most;
    },
  };
}

/** Nchan's counts beside ours. */
export function* reconcile(subject: string, { trial, after, mostSubscribers }: NchanRun): Iterable<ProofRow> {
  const { publisher, ledger, bytes, connections, labels } = trial;
  const exact = { subject, tolerance: 0 };
  const published = publisher.acknowledged + (publisher.canaries ?? 0);
  yield {
    ...exact,
    quantity: 'publisher.acknowledged + canaries',
    unit: '',
    predicted: after.totalPublished,
    measured: published,
  };
  yield {
    ...exact,
    quantity: 'messages in the channel',
    unit: '',
    predicted: after.channelMessages,
    measured: published,
  };
  // An interval poll is answered at once, so nobody stays subscribed.
  if (labels.transport !== 'short-poll') {
    const measured = connections.peak.clients;
    yield { ...exact, quantity: 'connections.peak.clients', unit: '', predicted: mostSubscribers, measured };
  }
  yield {
    ...exact,
    quantity: 'ledger.delivered',
    unit: '',
    predicted: clients * publisher.acknowledged,
    measured: ledger.delivered,
  };
  yield { ...exact, quantity: 'ledger.lost', unit: '', predicted: 0, measured: ledger.lost };
  yield {
    ...exact,
    quantity: 'bytes.payload',
    unit: 'B',
    predicted: 200 * (ledger.delivered + ledger.duplicate),
    measured: bytes.payload,
  };
  yield { ...exact, quantity: 'bytes.unaccounted', unit: 'B', predicted: 0, measured: bytes.unaccounted };
}

async function* prove(bench: ProofBench): AsyncIterable<ProofRow> {
  const run = (yaml: string) => bench.run(yaml, '--no-report');
  for (const transport of ['websocket', 'sse', 'long-poll', 'short-poll']) {
    yield* reconcile(transport, await runAgainstNchan(run, { transport }));
    yield* reconcile(
      `${transport}, half the clients cut`,
      await runAgainstNchan(run, { transport, fault: cut }),
    );
  }
  const { trial } = await runAgainstNchan(run, { transport: 'websocket', withIds: false });
  yield {
    subject: 'websocket, plain frames',
    quantity: 'bytes.framing per message',
    unit: 'B',
    predicted: 4,
    measured: trial.bytes.framing / trial.ledger.delivered,
    tolerance: 0,
  };
}

/** Somebody else's server, which counts for itself. */
export const nchanPart: ProofPart = {
  name: 'nchan',
  title: 'Nchan: the ledger against the counters of a server that is not ours',
  source:
    "Nchan's `nchan_stub_status` and the channel's own count; what was accepted, times clients; RFC 6455 §5.2 for plain frames",
  missing: missingNchan,
  prove,
};
