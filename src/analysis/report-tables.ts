import type { LatencySummary, TrialResult } from '../storage/result.js';
import { acksSummary, acksTable } from './acks-table.js';
import { chatSummary, chatTable } from './chat-table.js';
import { briefCohortColumns, buildCohortTable, overflowTable } from './cohort-table.js';
import { echoSummary, echoTable } from './echo-table.js';
import { worstPauses } from './generator-health.js';
import { halfOpenSummary, halfOpenTable } from './half-open-table.js';
import { bytes, type CellValue, count, factor, perSecond, plain, share, us } from './phrase.js';
import { proxyTable } from './proxy-table.js';
import type { ReportModel, Table, TrialHead, WorkloadTables } from './report-model.js';
import { type Standing, standingOf } from './standing.js';
import { stormTable } from './storm-table.js';
import { tokensSummary, tokensTable } from './tokens-table.js';

const answers: Readonly<Record<Standing, string>> = { valid: 'yes', invalid: 'no', interrupted: 'cut short' };

interface ColumnSpec {
  readonly title: string;
  readonly read: (trial: TrialResult) => CellValue;
}

export interface TableSpec {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly ColumnSpec[];
  /** Which trials have something to say here; all when left out. */
  readonly applies?: (trial: TrialResult) => boolean;
}

const summary: TableSpec = {
  title: 'Summary',
  note: 'Delivery latency in the steady phase; overhead in bytes beside the payload, per delivered message; peak attempts per second after the cut; time until 99 % of the clients were back.',
  columns: [
    { title: 'p50', read: (trial) => us(trial.deliveryLatencyByPhaseUs.steady?.p50 ?? null) },
    { title: 'p99', read: (trial) => us(trial.deliveryLatencyByPhaseUs.steady?.p99 ?? null) },
    { title: 'Lost', read: (trial) => count(trial.ledger.lost) },
    { title: 'Recovered', read: (trial) => count(trial.ledger.recovered) },
    { title: 'Overhead', read: (trial) => bytes(trial.bytes.overheadPerMessage) },
    {
      title: 'Peak',
      read: (trial) => perSecond(trial.storm.attempts > 0 ? trial.storm.peakAttemptsPerSecond : null),
    },
    { title: '99 % back', read: (trial) => us(trial.storm.backUs.fromDisconnect.p99) },
    { title: 'Valid', read: (trial) => answers[standingOf(trial)] },
  ],
};

const transports: TableSpec = {
  title: 'Transports',
  note: 'Latency runs from the instant a message was due to its receipt; “all phases” are those after the warm-up. Overhead is everything on the socket beside payload and set-up, per delivered message. Server CPU is per delivered message.',
  columns: [
    { title: 'p50 steady', read: (trial) => us(trial.deliveryLatencyByPhaseUs.steady?.p50 ?? null) },
    { title: 'p99 steady', read: (trial) => us(trial.deliveryLatencyByPhaseUs.steady?.p99 ?? null) },
    { title: 'max steady', read: (trial) => us(trial.deliveryLatencyByPhaseUs.steady?.max ?? null) },
    { title: 'p99 all phases', read: (trial) => us(trial.deliveryLatencyUs.p99) },
    { title: 'Lost', read: (trial) => count(trial.ledger.lost) },
    { title: 'Recovered', read: (trial) => count(trial.ledger.recovered) },
    { title: 'Duplicates', read: (trial) => count(trial.ledger.duplicate) },
    { title: 'Overhead / message', read: (trial) => bytes(trial.bytes.overheadPerMessage) },
    { title: 'Set-up / connection', read: (trial) => bytes(trial.bytes.setupPerConnection) },
    { title: 'Server CPU', read: (trial) => us(trial.server.cpuUsPerDelivered) },
    { title: 'Server RSS peak', read: (trial) => bytes(trial.server.rssPeakBytes) },
    { title: 'Connections peak', read: (trial) => count(trial.connections.peak.clients) },
  ],
};

const latency: TableSpec = {
  title: 'Latency percentiles',
  note: 'Delivery in the steady phase and over all phases after the warm-up; connecting and reconnecting until the first application byte.',
  columns: [
    ...latencyColumns('Steady', (trial) => trial.deliveryLatencyByPhaseUs.steady),
    ...latencyColumns('All phases', (trial) => trial.deliveryLatencyUs),
    { title: 'Connect p50', read: (trial) => us(trial.connectTimeUs.p50) },
    { title: 'Connect p99', read: (trial) => us(trial.connectTimeUs.p99) },
    { title: 'Reconnect p50', read: (trial) => us(trial.reconnectTimeUs.p50) },
    { title: 'Reconnect p99', read: (trial) => us(trial.reconnectTimeUs.p99) },
  ],
};

function latencyColumns(
  name: string,
  read: (trial: TrialResult) => LatencySummary | undefined,
): ColumnSpec[] {
  return [
    { title: `${name} p50`, read: (trial) => us(read(trial)?.p50 ?? null) },
    { title: `${name} p90`, read: (trial) => us(read(trial)?.p90 ?? null) },
    { title: `${name} p99`, read: (trial) => us(read(trial)?.p99 ?? null) },
    { title: `${name} p99.9`, read: (trial) => us(read(trial)?.p999 ?? null) },
    { title: `${name} max`, read: (trial) => us(read(trial)?.max ?? null) },
  ];
}

const back: TableSpec = {
  title: 'Time until clients were back',
  note: 'From the moment of the cut; “from ready”: of the clients that waited for the server, from the moment it was ready again. A dash: that share never came back. First wave is the rate of first attempts between their quartiles.',
  applies: (trial) => trial.storm.disconnected > 0,
  columns: [
    { title: 'Cut off', read: (trial) => count(trial.storm.disconnected) },
    { title: 'Peak', read: (trial) => perSecond(trial.storm.peakAttemptsPerSecond) },
    { title: 'Fullest 10 ms', read: (trial) => count(trial.storm.peakAttemptsPer10Ms) },
    { title: 'Peak ÷ mean', read: (trial) => factor(trial.storm.peakToMean) },
    { title: 'First wave', read: (trial) => perSecond(trial.storm.firstWavePerSecond) },
    { title: '50 % back', read: (trial) => us(trial.storm.backUs.fromDisconnect.p50) },
    { title: '90 % back', read: (trial) => us(trial.storm.backUs.fromDisconnect.p90) },
    { title: '99 % back', read: (trial) => us(trial.storm.backUs.fromDisconnect.p99) },
    { title: '100 % back', read: (trial) => us(trial.storm.backUs.fromDisconnect.p100) },
    { title: '50 % from ready', read: (trial) => us(trial.storm.backUs.fromReady.p50) },
    { title: '99 % from ready', read: (trial) => us(trial.storm.backUs.fromReady.p99) },
    { title: '100 % from ready', read: (trial) => us(trial.storm.backUs.fromReady.p100) },
    { title: 'Attempts', read: (trial) => count(trial.storm.attempts) },
    { title: 'Attempts / client', read: (trial) => plain(trial.storm.amplification) },
    { title: 'Reconnect p99', read: (trial) => us(trial.reconnectTimeUs.p99) },
    { title: 'Failed returns by cause', read: (trial) => nameCauses(trial.storm.failures) },
    { title: 'Policy', read: (trial) => trial.plan.reconnect },
  ],
};

const connections: TableSpec = {
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

const bytesTable: TableSpec = {
  title: 'Where the bytes went',
  note: 'Totals at the client sockets, both directions. The parts add up to the total; a remainder makes a trial invalid. Payload is as the application got it; compression is what it saved, so negative.',
  columns: [
    { title: 'Total', read: (trial) => bytes(trial.bytes.received + trial.bytes.sent) },
    { title: 'Received', read: (trial) => bytes(trial.bytes.received) },
    { title: 'Sent', read: (trial) => bytes(trial.bytes.sent) },
    { title: 'Payload', read: (trial) => bytes(trial.bytes.payload) },
    { title: 'Framing', read: (trial) => bytes(trial.bytes.framing) },
    { title: 'Requests', read: (trial) => bytes(trial.bytes.requests) },
    { title: 'Heartbeats', read: (trial) => bytes(trial.bytes.heartbeats) },
    { title: 'Empty polls', read: (trial) => bytes(trial.bytes.emptyPolls) },
    { title: 'Compression', read: (trial) => bytes(trial.bytes.compression) },
    { title: 'Set-up', read: (trial) => bytes(trial.bytes.setup) },
    { title: 'Unaccounted', read: (trial) => bytes(trial.bytes.unaccounted) },
  ],
};

const wire: TableSpec = {
  title: 'On the wire',
  note: 'IPv4 packets between clients and server, TCP and IP headers, handshakes and acknowledgements included; sent is towards the server. Unexplained: what differs from segments × 52 (handshakes 60, refusals 40) plus the payload that the byte meters counted; retransmissions, resets and unread data do that. In the mode sockets the closing segments are missing, and whatever a connection did after it was last looked at.',
  applies: (trial) => trial.wire !== undefined,
  columns: [
    { title: 'Mode', read: (trial) => trial.wire?.mode ?? null },
    { title: 'Bytes / message', read: (trial) => bytes(trial.wire?.bytesPerDelivered ?? null) },
    { title: 'Segments / message', read: (trial) => plain(trial.wire?.segmentsPerDelivered ?? null) },
    { title: 'Received', read: (trial) => bytes(trial.wire?.received.ipBytes ?? null) },
    { title: 'Sent', read: (trial) => bytes(trial.wire?.sent.ipBytes ?? null) },
    { title: 'Unexplained', read: (trial) => bytes(sumWire(trial, 'unexplainedBytes')) },
    { title: 'Segments received', read: (trial) => count(trial.wire?.received.segments ?? null) },
    { title: 'Segments sent', read: (trial) => count(trial.wire?.sent.segments ?? null) },
    { title: 'Retransmitted', read: (trial) => count(sumWire(trial, 'retransmittedSegments')) },
    { title: 'Resets', read: (trial) => count(sumWire(trial, 'resets')) },
    { title: 'Complete', read: (trial) => (trial.wire?.complete === true ? 'yes' : 'no') },
  ],
};

function sumWire(
  { wire: figures }: TrialResult,
  key: 'retransmittedSegments' | 'resets' | 'unexplainedBytes',
): number | null {
  const [sent, received] = [figures?.sent[key] ?? null, figures?.received[key] ?? null];
  return sent === null || received === null ? null : sent + received;
}

const ledger: TableSpec = {
  title: 'Ledger',
  note: 'Due, sent and refused count messages at the publisher. Expected, delivered and lost are summed over clients; expected counts the accepted messages due to them and what they were given beyond those, and has to equal delivered + lost. Lost by absent: due to clients that were not back by the end. Evidenced: unconfirmed ones that reached some client, so were accepted.',
  columns: [
    { title: 'Due', read: (trial) => count(trial.publisher.due) },
    { title: 'Sent', read: (trial) => count(trial.publisher.sent) },
    { title: 'Acknowledged', read: (trial) => count(trial.publisher.acknowledged) },
    { title: 'Refused', read: (trial) => count(trial.publisher.refused) },
    { title: 'Unconfirmed', read: (trial) => count(trial.publisher.unconfirmed) },
    { title: 'Evidenced', read: (trial) => count(trial.publisher.evidenced) },
    { title: 'Accepted', read: (trial) => count(trial.ledger.accepted) },
    { title: 'Expected', read: (trial) => count(trial.ledger.expected) },
    { title: 'Beyond due', read: (trial) => count(trial.ledger.beyondDue) },
    { title: 'Delivered', read: (trial) => count(trial.ledger.delivered) },
    { title: 'Lost', read: (trial) => count(trial.ledger.lost) },
    { title: 'Lost by absent', read: (trial) => count(trial.ledger.lostByAbsent) },
    { title: 'Recovered', read: (trial) => count(trial.ledger.recovered) },
    { title: 'Duplicates', read: (trial) => count(trial.ledger.duplicate) },
    { title: 'Out of order', read: (trial) => count(trial.ledger.outOfOrder) },
    { title: 'Clients with loss', read: (trial) => count(trial.ledger.clientsWithLoss) },
    { title: 'Most by one client', read: (trial) => count(trial.ledger.worstClientLost) },
  ],
};

const generator: TableSpec = {
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

export function buildTables(
  trials: readonly TrialResult[],
  heads: readonly TrialHead[],
): ReportModel['tables'] {
  const build = (spec: TableSpec): Table => buildTable(spec, trials, heads);
  return {
    summary: build(summary),
    transports: build(transports),
    echo: build(echoTable),
    echoSummary: build(echoSummary),
    workloads: buildWorkloads(trials, heads),
    latency: build(latency),
    back: build(back),
    storm: build(stormTable),
    halfOpen: build(halfOpenTable),
    halfOpenSummary: build(halfOpenSummary),
    connections: build(connections),
    proxy: build(proxyTable),
    bytes: build(bytesTable),
    wire: build(wire),
    ledger: build(ledger),
    generator: build(generator),
    thresholds: buildThresholds(trials, heads),
  };
}

function buildWorkloads(trials: readonly TrialResult[], heads: readonly TrialHead[]): WorkloadTables[] {
  const build = (spec: TableSpec): Table => buildTable(spec, trials, heads);
  const tables: WorkloadTables[] = [
    {
      id: 'cohorts',
      full: buildCohortTable(trials, heads),
      brief: buildCohortTable(trials, heads, briefCohortColumns),
    },
    { id: 'acks', full: build(acksTable), brief: build(acksSummary) },
    { id: 'rooms', full: build(chatTable), brief: build(chatSummary) },
    { id: 'tokens', full: build(tokensTable), brief: build(tokensSummary) },
    { id: 'buffers', full: build(overflowTable), brief: build(overflowTable) },
  ];
  return tables.filter(({ full }) => full.rows.length > 0);
}

function buildTable(spec: TableSpec, trials: readonly TrialResult[], heads: readonly TrialHead[]): Table {
  return {
    title: spec.title,
    note: spec.note,
    columns: [
      { title: 'Trial', numeric: false },
      ...spec.columns.map((column) => ({
        title: column.title,
        numeric: trials.some((trial) => isNumeric(column.read(trial))),
      })),
    ],
    rows: heads.flatMap((head, at) => {
      const trial = trials[at];
      if (trial === undefined || spec.applies?.(trial) === false) return [];
      const cells = spec.columns.map((column) => column.read(trial));
      return [{ standing: head.standing, cells: [head.name, ...cells] }];
    }),
  };
}

function isNumeric(cell: CellValue): boolean {
  return cell !== null && typeof cell !== 'string';
}

function buildThresholds(trials: readonly TrialResult[], heads: readonly TrialHead[]): Table {
  return {
    title: 'Thresholds',
    note: 'What the scenario says must hold, trial by trial. A trial that is invalid or was interrupted cannot meet a threshold.',
    columns: ['Trial', 'Must hold', 'Outcome', 'Measured'].map((title) => ({ title, numeric: false })),
    rows: heads.flatMap((head, at) =>
      (trials[at]?.thresholds ?? []).map(({ expression, holds, message }) => ({
        standing: head.standing,
        cells: [head.name, expression, nameOutcome(head.standing, holds), message],
      })),
    ),
  };
}

function nameOutcome(standing: Standing, holds: boolean): string {
  if (standing !== 'valid') return `${standing} trial`;
  return holds ? 'holds' : 'broken';
}

function fromSeconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000_000;
}

/** `refused 812, timeout 3`; null when nothing failed. */
function nameCauses(causes: Readonly<Record<string, number>>): string | null {
  const named = Object.entries(causes)
    .filter(([, number]) => number > 0)
    .map(([cause, number]) => `${cause} ${number}`);
  return named.length > 0 ? named.join(', ') : null;
}
