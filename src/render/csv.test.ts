import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import type { TrialResult } from '../storage/result.js';
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

describe('columns that not every run has', () => {
  const summary = { count: 3, min: 1, mean: 2, p50: 2, p90: 3, p99: 3, p999: 3, max: 3 };
  const uplinks = { opened: 7, steady: { clients: 7, server: 7, kernel: 7 } };
  /** The columns that trials get beyond those of any run, with what stands in them. */
  function added(more: Partial<TrialResult>): Record<string, string> {
    const trials = run.trials.map((trial, at) =>
      at === 0 ? { ...trial, result: { ...trial.result, ...more } } : trial,
    );
    const result = { ...run.result, trials: trials.map((trial) => trial.result) };
    const [plain, rows] = [run, { ...run, trials, result }].map(
      (each) => parse(renderCsv(each), { columns: true }) as Record<string, string>[],
    );
    const known = Object.keys(plain?.[0] ?? {});
    const fresh = Object.entries(rows?.[0] ?? {}).filter(([name]) => !known.includes(name));
    for (const [name] of fresh) expect(rows?.[1]?.[name]).toBe('');
    return Object.fromEntries(fresh);
  }

  it('are there for acknowledgements', () => {
    const server = { acknowledged: 90, redelivered: 6 };
    const counts = { sent: 100, withheld: 5, refused: 0, redelivered: 4 };
    expect(
      added({ acks: { mode: 'each', everyUs: 0, timeoutUs: 2e6, ...counts, server, uplinks } }),
    ).toMatchObject({
      acks_mode: 'each',
      acks_timeout_us: '2000000',
      acks_withheld: '5',
      acks_redelivered: '4',
      acks_server_acknowledged: '90',
      acks_server_redelivered: '6',
      acks_uplinks_opened: '7',
    });
  });

  it('are there for answers', () => {
    const prompts = { due: 9, asked: 8, completed: 7, refused: 0, resumed: 2 };
    const ledger = { expected: 80, delivered: 78, lost: 1, duplicate: 5, unfinished: 1 };
    const times = { firstTokenUs: summary, gapUs: summary, sendLagUs: summary };
    const settings = { promptsPerSecond: 0.5, tokensPerSecond: 30, answerTokens: 10, resumes: true };
    expect(added({ tokens: { ...settings, ...times, prompts, ledger } })).toMatchObject({
      tokens_resumes: 'true',
      tokens_first_p99_us: '3',
      tokens_prompts_resumed: '2',
      tokens_duplicate: '5',
    });
  });

  it('are there for rooms', () => {
    const ledger = {
      due: 9,
      said: 8,
      expected: 72,
      heard: 70,
      lost: 2,
      missed: 11,
      beyondDue: 0,
      duplicate: 0,
      outOfOrder: 0,
      refused: 0,
      foreign: 0,
      roomsWithLoss: 1,
    };
    const settings = { roomSize: 10, ratePerSecond: 0.5, payloadBytes: 120 };
    const presence = { joins: 45, leaves: 9 };
    const times = { hearingUs: summary, sendLagUs: summary };
    expect(added({ chat: { ...settings, ...times, ledger, presence, rooms: [], uplinks } })).toMatchObject({
      chat_missed: '11',
      chat_hearing_p50_us: '2',
      chat_rooms_with_loss: '1',
      chat_joins: '45',
    });
  });

  it('are there for each cohort under its name', () => {
    const ledger = { expected: 9, delivered: 8, lost: 1, duplicate: 0, outOfOrder: 0, recovered: 3 };
    const figures = { ledger, deliveryLatencyUs: summary, disconnected: 2, attempts: 5 };
    const slow = { name: 'slow', clients: 3, readBytesPerSecond: 200_000, pausedUs: 0, reconnect: 'fixed' };
    const others = { ...slow, name: 'others', readBytesPerSecond: null };
    expect(
      added({
        cohorts: [
          { ...slow, ...figures },
          { ...others, ...figures },
        ],
      }),
    ).toMatchObject({
      cohort_slow_read_bytes_per_second: '200000',
      cohort_slow_lost: '1',
      cohort_slow_disconnected: '2',
      cohort_others_read_bytes_per_second: '',
      cohort_others_recovered: '3',
    });
  });

  it('are there for half-open connections, and tell none from not measured', () => {
    const clients = { byCause: { timeout: 30 }, afterUs: summary, predictedUs: null };
    const server = { byCause: { ping: 29 }, afterUs: summary, predictedUs: { fromUs: 1e6, toUs: 2e6 } };
    const zombies = { peak: 30, seconds: 41.5, atEnd: 1 };
    expect(added({ halfOpen: { silenced: 30, clients, server, zombies } })).toMatchObject({
      half_open_clients_by_timeout: '30',
      half_open_clients_by_reset: '0',
      half_open_server_by_ping: '29',
      half_open_server_predicted_to_us: '2000000',
      zombies_connection_seconds: '41.5',
    });
  });

  it('are there for falling back', () => {
    expect(added({ fallback: { count: 20, lostUs: summary, clients: { sse: 20 } } })).toMatchObject({
      fallback_count: '20',
      fallback_lost_mean_us: '2',
      fallback_clients_sse: '20',
      fallback_clients_long_poll: '0',
    });
  });
});

it('puts the timelines of all trials below one another', () => {
  const rows = parse(renderTimelineCsv(run), { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(run.trials.reduce((sum, trial) => sum + trial.timeline.length, 0));
  expect(rows.at(-1)?.trial).toBe(run.trials.at(-1)?.result.id);
});
