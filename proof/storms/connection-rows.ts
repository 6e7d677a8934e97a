import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { timelineBinUs } from '../../src/metrics/activity.js';
import type { TimelineRow, TrialResult } from '../../src/storage/result.js';
import type { ProofRow, ProofRun } from '../proof-row.js';

export type MakeRow = (quantity: string, predicted: number, measured: number | null) => ProofRow;

/** Everyone is connected before the crash and after it, as clients, server and kernel see it, and was away in between. */
export async function* proveConnections(
  run: ProofRun,
  trial: TrialResult,
  clients: number,
  row: MakeRow,
): AsyncGenerator<ProofRow> {
  const { barrier, storm, connections, faults } = trial;
  yield row('barrier.subscribed', clients, barrier.subscribed);
  yield row('storm.disconnected', clients, storm.disconnected);
  yield row('storm.returned', clients, storm.returned);
  yield row('connections.opened', 2 * clients, connections.opened);
  const timeline = await readTimeline(run, trial);
  const crashUs = faults[0]?.injectedAtUs ?? 0;
  const steady = timeline.filter(({ phase }) => phase === 'steady');
  for (const [when, rows] of [
    ['before', steady.filter(({ atUs }) => atUs + timelineBinUs <= crashUs)],
    ['after', steady.filter(({ atUs }) => atUs > crashUs)],
  ] as const) {
    // The kernel's table is read once in a while: the last time each side was counted.
    const last = (side: 'clientsConnected' | 'serverConnections' | 'kernelConnections'): number | null =>
      rows.findLast((reading) => typeof reading[side] === 'number')?.[side] ?? null;
    yield row(`connections ${when} the crash, by the clients`, clients, last('clientsConnected'));
    yield row(`connections ${when} the crash, by the server`, clients, last('serverConnections'));
    yield row(`connections ${when} the crash, by the kernel`, clients, last('kernelConnections'));
  }
}

async function readTimeline({ directory }: ProofRun, { files }: TrialResult): Promise<TimelineRow[]> {
  const text = await readFile(join(directory, files.timeline), 'utf8');
  return parse(text, {
    columns: true,
    // An empty cell is a reading that was not taken, and no 0.
    cast: (value, { column, header }) => {
      if (header || column === 'phase') return value;
      return value === '' ? null : Number(value);
    },
  }) as TimelineRow[];
}
