import type { TrialResult } from '../../storage/result.js';
import { formatCount } from '../report/format-quantity.js';
import { type CellValue, count, share, us } from '../report/phrase.js';
import type { TableSpec } from './table-spec.js';

/** What a proxy did to connections, and where clients fell back to; no row for a trial with neither. */
export const proxyTable: TableSpec = {
  title: 'Proxy and falling back',
  note: 'The proxy is a process of its own between clients and server; publisher and control requests go past it. Closed idle: nothing had come from either side for its idle timeout. No server: connections it ended because the server could not be reached. Fell back: attempts whose handshake was not accepted and that went on at once with the next transport of the list; time lost runs from their beginning to that. Utilisation and stall of its event loop are of steady phases.',
  applies: (trial) => trial.proxy !== undefined || trial.fallback !== undefined,
  columns: [
    { title: 'Accepted', read: ({ proxy }) => count(proxy?.accepted ?? null) },
    { title: 'At one time', read: ({ proxy }) => count(proxy?.peak ?? null) },
    { title: 'Closed idle', read: ({ proxy }) => count(proxy?.idleClosed ?? null) },
    { title: 'No server', read: ({ proxy }) => count(proxy?.unreachable ?? null) },
    { title: 'Upgrades stripped', read: ({ proxy }) => count(proxy?.upgradesStripped ?? null) },
    { title: 'Fell back', read: ({ fallback }) => count(fallback?.count ?? null) },
    { title: 'Clients by transport', read: nameTransports },
    { title: 'Time lost p50', read: ({ fallback }) => us(fallback?.lostUs.p50 ?? null) },
    { title: 'Time lost max', read: ({ fallback }) => us(fallback?.lostUs.max ?? null) },
    { title: 'Utilisation', read: ({ proxy }) => share(proxy?.utilisationMax ?? null) },
    { title: 'Longest stall', read: ({ proxy }) => us(proxy?.stallMaxUs ?? null) },
  ],
};

/** `websocket 20, sse 180`; null when clients had nothing to fall back to. */
function nameTransports({ fallback }: TrialResult): CellValue {
  if (fallback === undefined) return null;
  const named = Object.entries(fallback.clients).map(([name, clients]) => `${name} ${formatCount(clients)}`);
  return named.length > 0 ? named.join(', ') : 'none';
}
