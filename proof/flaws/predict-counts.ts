import type { TrialResult } from '../../src/storage/result.js';
import type { FlawSettings } from '../../src/wire/flaws.js';
import type { ServerAccount } from './flaw-log-reader.js';

/** The counts that a flaw may change, under their names in result.json. All others of the ledger and all other failures are 0. */
export interface PredictedCounts {
  readonly [figure: string]: number;
}

/**
 * What a flawed server must leave in the ledger and among the connections, from the publisher's plan (`messages` to each of `clients`) and the
 * flaw's own parameters. What depends on the instant of a return comes from the server's log.
 */
export function predictCounts(
  flaw: FlawSettings,
  { messages, clients }: { messages: number; clients: number },
  account: ServerAccount,
): PredictedCounts {
  const sound = { 'ledger.delivered': messages * clients, 'connections.opened': clients };
  const returned = {
    'connections.opened': 2 * clients,
    'storm.disconnected': clients,
    'storm.returned': clients,
  };
  const replayed = account.sent.filter(({ replay }) => replay).length;
  switch (flaw.kind) {
    case 'drop-every': {
      const each = Math.floor(messages / flaw.every);
      return {
        ...sound,
        'ledger.delivered': (messages - each) * clients,
        'ledger.lost': each * clients,
        'ledger.clientsWithLoss': clients,
        'ledger.worstClientLost': each,
      };
    }
    case 'drop-one':
      return {
        ...sound,
        'ledger.delivered': messages * clients - 1,
        'ledger.lost': 1,
        'ledger.clientsWithLoss': 1,
        'ledger.worstClientLost': 1,
      };
    case 'duplicate-every':
      return { ...sound, 'ledger.duplicate': Math.floor(messages / flaw.every) * clients };
    case 'swap-every':
      // The last message has no successor to change places with.
      return { ...sound, 'ledger.outOfOrder': Math.floor((messages - 1) / flaw.every) * clients };
    case 'cut-message':
      return { ...sound, ...returned, 'ledger.recovered': replayed };
    case 'no-answer':
      return { ...sound, 'connections.failed': flaw.connections, 'failures.timeout': flaw.connections };
    case 'wrong-content-type':
      return { ...sound, 'connections.failed': flaw.connections, 'failures.handshake': flaw.connections };
    case 'replay-extra': {
      const surplus = flaw.messages * clients;
      return {
        ...sound,
        ...returned,
        'ledger.duplicate': surplus,
        'ledger.recovered': replayed - surplus,
      };
    }
    case 'ignore-cursor':
      return { ...sound, ...returned, ...predictGap(messages, clients, account) };
    default:
      return sound;
  }
}

/** A client whose cursor is ignored is never given what came between its connections: the server never sent it. */
function predictGap(messages: number, clients: number, { sent }: ServerAccount): PredictedCounts {
  const lost = messages * clients - sent.length;
  return { 'ledger.delivered': sent.length, 'ledger.lost': lost, 'ledger.clientsWithLoss': clients };
}

/** Every count of a trial that a flaw could show in, by its name in result.json. */
export function listCounts({ ledger, connections, storm, failures }: TrialResult): Record<string, number> {
  const { delivered, lost, duplicate, outOfOrder, recovered, lostByAbsent } = ledger;
  const { clientsWithLoss, worstClientLost } = ledger;
  const counts: Record<string, number> = {
    'ledger.delivered': delivered,
    'ledger.lost': lost,
    'ledger.duplicate': duplicate,
    'ledger.outOfOrder': outOfOrder,
    'ledger.recovered': recovered,
    'ledger.lostByAbsent': lostByAbsent,
    'ledger.clientsWithLoss': clientsWithLoss,
    'ledger.worstClientLost': worstClientLost,
    'connections.opened': connections.opened,
    'connections.failed': connections.failed,
    'storm.disconnected': storm.disconnected,
    'storm.returned': storm.returned,
  };
  for (const [cause, count] of Object.entries(failures)) counts[`failures.${cause}`] = count;
  return counts;
}
