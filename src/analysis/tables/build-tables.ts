import type { TrialResult } from '../../storage/result.js';
import type { ReportModel, Table, TrialHead, WorkloadTables } from '../report/report-model.js';
import { acksSummary, acksTable } from './acks-table.js';
import { backTable } from './back-table.js';
import { buildTable } from './build-table.js';
import { bytesTable } from './bytes-table.js';
import { chatSummary, chatTable } from './chat-table.js';
import { briefCohortColumns, buildCohortTable, overflowTable } from './cohort-table.js';
import { connectionsTable } from './connections-table.js';
import { echoSummary, echoTable } from './echo-table.js';
import { generatorTable } from './generator-table.js';
import { halfOpenSummary, halfOpenTable } from './half-open-table.js';
import { latencyTable } from './latency-table.js';
import { ledgerTable } from './ledger-table.js';
import { proxyTable } from './proxy-table.js';
import { stormTable } from './storm-table.js';
import { summaryTable } from './summary-table.js';
import type { TableSpec } from './table-spec.js';
import { buildThresholdsTable } from './thresholds-table.js';
import { tokensSummary, tokensTable } from './tokens-table.js';
import { transportsTable } from './transports-table.js';
import { wireTable } from './wire-table.js';

/** Every table of a report, in the order of the report model. */
export function buildTables(
  trials: readonly TrialResult[],
  heads: readonly TrialHead[],
): ReportModel['tables'] {
  const build = (spec: TableSpec): Table => buildTable(spec, trials, heads);
  return {
    summary: build(summaryTable),
    transports: build(transportsTable),
    echo: build(echoTable),
    echoSummary: build(echoSummary),
    workloads: buildWorkloads(trials, heads),
    latency: build(latencyTable),
    back: build(backTable),
    storm: build(stormTable),
    halfOpen: build(halfOpenTable),
    halfOpenSummary: build(halfOpenSummary),
    connections: build(connectionsTable),
    proxy: build(proxyTable),
    bytes: build(bytesTable),
    wire: build(wireTable),
    ledger: build(ledgerTable),
    generator: build(generatorTable),
    thresholds: buildThresholdsTable(trials, heads),
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
