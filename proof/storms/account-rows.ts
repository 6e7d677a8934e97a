import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { PublisherFile, TrialResult } from '../../src/storage/result.js';
import type { ProofRow, ProofRun } from '../proof-row.js';
import type { MakeRow } from './connection-rows.js';

/** What a row of clients.csv says, as text. */
interface ClientCells {
  readonly expected: string;
  readonly delivered: string;
  readonly lost: string;
  readonly lostSequences: string;
}

/**
 * All clients were subscribed before the first message, so each is due every message that the publisher's log has as accepted.
 * The log and the clients' rows are counted here anew: ranges are read by code that shares nothing with the ledger's.
 */
export async function* proveAccounts(
  { directory }: ProofRun,
  trial: TrialResult,
  clients: number,
  row: MakeRow,
): AsyncGenerator<ProofRow> {
  const { files, plan, ledger, bytes, publisher } = trial;
  const log = JSON.parse(await readFile(join(directory, files.publisher), 'utf8')) as PublisherFile;
  const rows = parse(await readFile(join(directory, files.clients), 'utf8'), {
    columns: true,
  }) as ClientCells[];
  const sum = (pick: (cells: ClientCells) => number): number =>
    rows.reduce((total, cells) => total + pick(cells), 0);
  const due = Math.round(((plan.warmUpUs + plan.durationUs) / 1e6) * plan.ratePerSecond);
  const accepted = countRanges(log.accepted);
  const lost = sum((cells) => Number(cells.lost));
  yield row('publisher.due: (warm-up + duration) · rate', due, publisher.due);
  yield row(
    'ledger.expected: accepted by the publisher’s log · clients',
    accepted * clients,
    ledger.expected,
  );
  yield row('ledger.delivered + ledger.lost', accepted * clients, ledger.delivered + ledger.lost);
  yield row('clients.csv: rows', clients, rows.length);
  yield row(
    'clients.csv: rows that are not accepted = expected = delivered + lost',
    0,
    rows.filter(
      (cells) =>
        Number(cells.expected) !== accepted || Number(cells.delivered) + Number(cells.lost) !== accepted,
    ).length,
  );
  yield row(
    'clients.csv: lost numbers listed',
    lost,
    sum((cells) => countRanges(cells.lostSequences)),
  );
  yield row('ledger.lost, by clients.csv', lost, ledger.lost);
  // The byte meters know nothing of ledgers: what came twice would be payload too.
  yield row(
    'bytes.payload: (delivered + duplicates) · payload',
    (ledger.delivered + ledger.duplicate) * plan.payloadBytes,
    bytes.payload,
  );
  yield row('bytes.unaccounted', 0, bytes.unaccounted);
}

/** How many numbers `0-17 20 25-31` names. */
function countRanges(text: string): number {
  return text
    .split(' ')
    .filter((range) => range !== '')
    .map((range) => range.split('-').map(Number))
    .reduce((count, [first = 0, last = first]) => count + last - first + 1, 0);
}
