import { count, us } from '../report/phrase.js';
import { nameCauses } from './name-causes.js';
import type { TableSpec } from './table-spec.js';

export const connectionsTable: TableSpec = {
  title: 'Connections from three sides',
  note: "The clients' count, the server's own count and the kernel's table, at their peaks and as medians of the steady phase, where they have to agree.",
  columns: [
    { title: 'Clients, steady', read: (trial) => count(trial.connections.steady.clients) },
    { title: 'Server, steady', read: (trial) => count(trial.connections.steady.server) },
    { title: 'Kernel, steady', read: (trial) => count(trial.connections.steady.kernel) },
    { title: 'Clients, peak', read: (trial) => count(trial.connections.peak.clients) },
    { title: 'Server, peak', read: (trial) => count(trial.connections.peak.server) },
    { title: 'Kernel, peak', read: (trial) => count(trial.connections.peak.kernel) },
    { title: 'Opened', read: (trial) => count(trial.connections.opened) },
    { title: 'Failed', read: (trial) => count(trial.connections.failed) },
    { title: 'Failed attempts by cause', read: (trial) => nameCauses(trial.failures) },
    { title: 'Connect p50', read: (trial) => us(trial.connectTimeUs.p50) },
    { title: 'Connect p99', read: (trial) => us(trial.connectTimeUs.p99) },
    { title: 'Listen overflows', read: (trial) => count(trial.server.listenOverflows) },
  ],
};
