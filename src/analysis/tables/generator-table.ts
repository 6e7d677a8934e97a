import { count, share, us } from '../report/phrase.js';
import { worstPauses } from '../summaries/generator-health.js';
import type { TableSpec } from './table-spec.js';

export const generatorTable: TableSpec = {
  title: 'Load generator and server health',
  note: 'Send lag is how late the publisher handed messages in; achieved rate: of the messages due in steady phases, the share that the server accepted. In steady phases: utilisation is the highest of any load worker, the stall the longest of any load worker or the publisher; GC: pauses for garbage collection, of workers those of the worst one (result.json has every process and phase). Server loop delay: the longest delay of the server’s event loop in each 100 ms, and of those the 99th percentile and the maximum.',
  columns: [
    { title: 'Send lag p50', read: (trial) => us(trial.sendLagUs.p50) },
    { title: 'Send lag p99', read: (trial) => us(trial.sendLagUs.p99) },
    { title: 'Achieved rate', read: (trial) => share(trial.publisher.achievedShare) },
    { title: 'Utilisation', read: (trial) => share(trial.generator.utilisationMax) },
    { title: 'Longest stall', read: (trial) => us(trial.generator.stallMaxUs) },
    { title: 'Longest GC, workers', read: (trial) => us(worstPauses(trial.generator, 'load').longestUs) },
    { title: 'GC total, workers', read: (trial) => us(worstPauses(trial.generator, 'load').totalUs) },
    {
      title: 'Longest GC, publisher',
      read: (trial) => us(worstPauses(trial.generator, 'publisher').longestUs),
    },
    { title: 'GC total, publisher', read: (trial) => us(worstPauses(trial.generator, 'publisher').totalUs) },
    { title: 'Publisher scheduling', read: (trial) => trial.publisher.scheduling },
    { title: 'Worker scheduling', read: (trial) => trial.generator.scheduling ?? null },
    { title: 'Workers', read: (trial) => count(trial.generator.workers) },
    { title: 'Generator CPU', read: (trial) => us(fromSeconds(trial.generator.cpuSeconds)) },
    { title: 'Server CPU', read: (trial) => us(fromSeconds(trial.server.cpuSeconds)) },
    { title: 'Server loop delay p99', read: (trial) => us(trial.server.loopDelayUs.p99) },
    { title: 'Server loop delay max', read: (trial) => us(trial.server.loopDelayUs.max) },
    { title: 'Server starts', read: (trial) => count(trial.server.starts) },
    { title: 'Poll response p99', read: (trial) => us(trial.responseTimeUs.p99) },
    { title: 'Skipped polls', read: (trial) => count(trial.skippedPolls) },
  ],
};

function fromSeconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000_000;
}
