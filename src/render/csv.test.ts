import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import { renderCsv, renderTimelineCsv } from './csv.js';

const run = makeRun({ clients: 30, transports: ['websocket', 'sse'] });

it('has one row per trial, readable as it was written', () => {
  const rows = parse(renderCsv(run), { columns: true }) as Record<string, string>[];
  expect(rows.map((row) => row.trial)).toEqual(run.trials.map((trial) => trial.result.id));
  expect(rows.map((row) => Number(row.delivered))).toEqual(
    run.trials.map((trial) => trial.result.ledger.delivered),
  );
  expect(rows.map((row) => Number(row.delivery_steady_p99_us))).toEqual(
    run.trials.map((trial) => trial.result.deliveryLatencyByPhaseUs.steady?.p99),
  );
});

it('leaves empty what was not measured', () => {
  const rows = parse(renderCsv(run), { columns: true }) as Record<string, string>[];
  expect(rows[0]?.poll_response_p99_us).toBe('');
});

it('names no column twice', () => {
  const names = renderCsv(run).split('\n')[0]?.split(',') ?? [];
  expect(new Set(names).size).toBe(names.length);
});

it('puts the timelines of all trials below one another', () => {
  const rows = parse(renderTimelineCsv(run), { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(run.trials.reduce((sum, trial) => sum + trial.timeline.length, 0));
  expect(rows.at(-1)?.trial).toBe(run.trials.at(-1)?.result.id);
});
