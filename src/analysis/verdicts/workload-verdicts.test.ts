import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import type { LoadedTrial } from '../../storage/loaded-run.js';
import type { TrialResult } from '../../storage/result.js';
import { formatPhrase } from '../report/format-quantity.js';
import { nameTrials } from '../report/name-trials.js';
import { judgeWorkloads } from './workload-verdicts.js';

const summary = { count: 3, min: 1, mean: 2, p50: 2_000, p90: 3, p99: 30_000, p999: 3, max: 1_010_000 };
const uplinks = { opened: 0, steady: { clients: 0, server: 0, kernel: 0 } };

/** What is told of a run whose trials all have this; the second of its two trials is invalid. */
function tell(more: (trial: TrialResult) => Partial<TrialResult>): Record<string, string> {
  const trials = makeRun({ clients: 10, transports: ['sse'], invalid: [1] }).trials.map(
    (trial): LoadedTrial => ({ ...trial, result: { ...trial.result, ...more(trial.result) } }),
  );
  const heads = nameTrials(trials.map(({ result }) => result));
  return Object.fromEntries(
    judgeWorkloads(trials, heads).map(({ topic, headline }) => [topic, formatPhrase(headline)]),
  );
}

describe('what trials with more than plain publishing came to', () => {
  it('is silent about plain ones', () => {
    expect(tell(() => ({}))).toEqual({});
  });

  it('is told for acknowledgements, per delivery', () => {
    const acks = { mode: 'each', everyUs: 0, timeoutUs: 2e6, sent: 0, withheld: 0, refused: 0 } as const;
    const server = { acknowledged: 0, redelivered: 60 };
    expect(
      tell(({ ledger, bytes }) => ({
        acks: { ...acks, redelivered: 50, server, uplinks },
        ledger: { ...ledger, delivered: 1_000, lost: 0 },
        bytes: { ...bytes, requests: 21_600 },
      })),
    ).toEqual({
      'Delivery at least once':
        'SSE, fixed: 50 messages came again and were dropped (5 % of 1,000 deliveries), 0 were lost, and requests came to 21.6 B a message.',
    });
  });

  it('is told for answers', () => {
    const settings = { promptsPerSecond: 1, tokensPerSecond: 30, answerTokens: 10, resumes: false };
    const prompts = { due: 80, asked: 75, completed: 75, refused: 0, resumed: 5 };
    const ledger = { expected: 750, delivered: 750, lost: 0, duplicate: 15, unfinished: 0 };
    const times = { firstTokenUs: summary, gapUs: summary, sendLagUs: summary };
    expect(tell(() => ({ tokens: { ...settings, ...times, prompts, ledger } })).Answers).toBe(
      'SSE, fixed: the first token came after 2 ms in the median, 5 of 75 answers were cut and asked for again (longest gap 1.01 s), 15 tokens came twice (2 % of those delivered), 0 were lost.',
    );
  });

  it('is told for cohorts, with what the server did about full buffers', () => {
    const ledger = { expected: 100, delivered: 80, lost: 20, duplicate: 0, outOfOrder: 0, recovered: 0 };
    const slow = { name: 'slow', clients: 3, readBytesPerSecond: 1, pausedUs: 0, reconnect: 'fixed' };
    const overflow = { policy: 'drop', overflowed: 4, dropped: 60, coalesced: 0 } as const;
    expect(
      tell(({ server }) => ({
        server: { ...server, overflow },
        cohorts: [{ ...slow, ledger, deliveryLatencyUs: summary, disconnected: 2, attempts: 5 }],
      })).Cohorts,
    ).toBe(
      'SSE, fixed: the 3 of “slow” lost 20 % and had the rest after 2 ms in the median (p99 30 ms, cut off 2 times) (the server found full buffers 4 times, dropped 60 messages and gave up 0 for newer ones).',
    );
  });

  it('is told for connections that a proxy found idle, and for clients that fell back', () => {
    const proxy = { accepted: 20, peak: 10, unreachable: 0, idleClosed: 10, upgradesStripped: 0 };
    const loop = { cpuSeconds: 0, utilisationMax: 0, stallMaxUs: 0 };
    const told = tell(({ storm }) => ({
      proxy: { ...proxy, ...loop },
      fallback: { count: 10, lostUs: summary, clients: { sse: 9, websocket: 1 } },
      storm: { ...storm, attempts: 12 },
    }));
    expect(told['Idle connections']).toBe(
      'SSE, fixed: the proxy closed 10 connections on which nothing had come; clients made 12 attempts to return.',
    );
    expect(told['Falling back']).toBe(
      'SSE, fixed: clients ended up 9 on SSE and 1 on WebSocket, after 10 handshakes that were not accepted and took 2 ms in the median.',
    );
  });
});
