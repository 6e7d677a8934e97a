import { describe, expect, it } from 'vitest';
import { interrupt, makeRun } from '../../../test/fixtures/make-run.js';
import { formatPhrase } from '../../render/format.js';
import type { LoadedRun, LoadedTrial } from '../../storage/loaded-run.js';
import type { CohortResult, TrialResult } from '../../storage/result.js';
import { makeStormRow } from '../../storage/testing/make-storm-row.js';
import { buildReport } from '../report/build-report.js';
import type { Verdict } from '../report/report-model.js';

/** The same run with every trial's result changed. */
function change(run: LoadedRun, alter: (trial: TrialResult) => Partial<TrialResult>): LoadedRun {
  const trials = run.trials.map(
    (trial): LoadedTrial => ({
      ...trial,
      result: { ...trial.result, ...alter(trial.result) },
    }),
  );
  return { ...run, trials, result: { ...run.result, trials: trials.map((trial) => trial.result) } };
}

function makeCohort(trial: TrialResult, name: string, disconnected: number): CohortResult {
  return {
    name,
    disconnected,
    reconnect: `policy of ${name}`,
    clients: 100,
    readBytesPerSecond: null,
    pausedUs: 0,
    ledger: trial.ledger,
    deliveryLatencyUs: trial.deliveryLatencyUs,
    attempts: 100 + disconnected,
  };
}

function judge(run: LoadedRun): Map<string, { headline: string; details: string[] }> {
  return new Map(
    buildReport(run).verdicts.map(({ topic, headline, details }: Verdict) => [
      topic,
      { headline: formatPhrase(headline), details: details.map(formatPhrase) },
    ]),
  );
}

const small = { clients: 100 } as const;

describe('validity comes first', () => {
  it('says that all is well', () => {
    const run = makeRun(small);
    expect(buildReport(run).verdicts[0]?.topic).toBe('Can this be believed?');
    expect(judge(run).get('Can this be believed?')?.headline).toMatch(/^All 8 trials are valid/);
  });

  it('concludes nothing when no trial is valid', () => {
    const verdicts = judge(makeRun({ ...small, transports: ['sse'], invalid: [0, 1] }));
    expect([...verdicts.keys()]).toEqual(['Can this be believed?']);
    expect(verdicts.get('Can this be believed?')?.headline).toMatch(/Not one of the 2 trials is valid/);
  });

  it('names interrupted trials in the headline and concludes nothing from them', () => {
    const verdicts = judge(interrupt(makeRun({ ...small, invalid: [0] }), 1));
    expect(verdicts.get('Can this be believed?')?.headline).toMatch(
      /^6 of 8 trials are complete and valid; 1 is invalid and 1 was interrupted: /,
    );
    expect(JSON.stringify([...verdicts].slice(1))).not.toContain('WebSocket');
  });

  it('says what an interrupted run lacks', () => {
    const run = makeRun(small);
    const cut: LoadedRun = {
      ...run,
      trials: run.trials.slice(0, 3),
      result: { ...run.result, run: { ...run.result.run, status: 'interrupted' } },
    };
    expect(judge(cut).get('Can this be believed?')?.details.join(' ')).toMatch(
      /marked interrupted\. 3 of 8 planned trials are here/,
    );
  });
});

describe('delivery latency', () => {
  const topic = 'Delivery latency';

  it('does not rank what single runs cannot tell apart, and does rank factors', () => {
    const verdict = judge(makeRun(small)).get(topic);
    expect(verdict?.headline).toMatch(
      /WebSocket \(.*\) and SSE \(.*\), which these runs cannot tell apart\.$/,
    );
    expect(verdict?.details[0]).toMatch(/^long polling .* 1\.53 times the p50 of WebSocket/);
  });

  it('leaves invalid trials out, even the fastest', () => {
    const verdict = judge(makeRun({ ...small, invalid: [0, 1] })).get(topic);
    expect(verdict?.headline).toMatch(/: SSE \(/);
    expect(JSON.stringify(verdict)).not.toContain('WebSocket');
  });

  it('explains the p50 of short polling by its period only where it fits', () => {
    const run = makeRun({ ...small, transports: ['short-poll'] });
    expect(judge(run).get(topic)?.details.join()).toContain('as theory says (P/2 = 500 ms)');
    const other = change(run, (trial) => ({ plan: { ...trial.plan, pollPeriodUs: 4_000_000 } }));
    expect(judge(other).get(topic)?.details.join()).toContain('is off the P/2 = 2 s');
  });
});

describe('the storm', () => {
  const topic = 'Reconnection storm';

  it('tells fault, first wave, peak and return', () => {
    const headline = judge(makeRun(small)).get(topic)?.headline;
    expect(headline).toMatch(
      /^The server crashed 7 s into the trial and was down for 1\.02 s\. With fixed delay=1s the first attempts of 100 WebSocket clients fell within \d+ ms \(peak 1,000\/s; by when they were due 1,000\/s, expected 1,010\/s ± 42\/s\)/,
    );
    expect(headline).toMatch(/a peak 10 times lower and a return [\d.]+ times as long\.$/);
  });

  it('sets settings beside each other where all have one policy', () => {
    const run = makeRun(small);
    const fixed = run.trials.filter(({ result }) => result.labels.reconnect === 'fixed');
    const headline = judge({ ...run, trials: fixed }).get(topic)?.headline;
    expect(headline).toMatch(
      /With fixed delay=1s: WebSocket 100 cut off, peak 1,000\/s, 99 % were back after [\d.]+ s; SSE 100 cut off, .*; long polling .*; short polling .*\.$/,
    );
  });

  it('sets the peak beside the bound of the one to expect', () => {
    expect(judge(makeRun(small)).get(topic)?.details.join()).toMatch(
      /; peak [\d,]+\/s, expected [\d,]+\/s ± 42\/s, an expected value of at most [\d,]+\/s by μ \+ √\(2 μ ln m\)\)/,
    );
  });

  it('names the policy of the cohort that was cut', () => {
    const run = change(makeRun({ ...small, transports: ['websocket'] }), (trial) => ({
      cohorts: [makeCohort(trial, 'stubborn', 100), makeCohort(trial, 'others', 0)],
    }));
    expect(judge(run).get(topic)?.headline).toContain('With policy of stubborn the first attempts');
  });

  it('is silent without one', () => {
    const calm = change(makeRun(small), (trial) => ({ storm: { ...trial.storm, disconnected: 0 } }));
    expect(judge(calm).has(topic)).toBe(false);
  });

  it('says when the measured storm departs from the predicted one', () => {
    expect(judge(makeRun(small)).get(topic)?.details.join()).toContain('follow the prediction');
    const run = makeRun(small);
    const late: LoadedRun = {
      ...run,
      trials: run.trials.map((trial) => ({
        ...trial,
        storm: [
          ...trial.storm.map((row) => ({ ...row, attempts: 0 })),
          makeStormRow(13_000_000, { attempts: 100 }),
        ],
      })),
    };
    expect(judge(late).get(topic)?.details.join()).toContain('attempts of 8 of 8 trials depart');
  });

  it('names those who were not back', () => {
    const run = change(makeRun(small), (trial) => ({ storm: { ...trial.storm, returned: 97 } }));
    expect(judge(run).get(topic)?.details.join()).toContain('3 of 100 clients were not back by the end');
  });
});

describe('loss', () => {
  const topic = 'Lost messages';

  it('says who lost nothing, who lost what, and why', () => {
    const verdict = judge(makeRun(small)).get(topic);
    expect(verdict?.headline).toMatch(
      /^Nothing was lost on WebSocket and SSE; long polling lost 2 deliveries a trial/,
    );
    expect(verdict?.details[0]).toContain('not yet fetched when the server');
  });

  it('does not blame a crash that did not happen', () => {
    const run = change(makeRun(small), () => ({ faults: [] }));
    expect(judge(run).get(topic)?.details[0]).toContain('no fault was injected');
  });
});

it('states thresholds of valid trials only', () => {
  const verdict = judge(makeRun({ ...small, transports: ['short-poll'], invalid: [0] })).get('Thresholds');
  expect(verdict?.headline).toBe('1 of 1 checks of thresholds failed.');
  expect(verdict?.details).toEqual(['lost == 0 is broken in short polling, full-jitter.']);
});

it('labels co-location always', () => {
  expect(formatPhrase(buildReport(makeRun(small)).placement)).toContain("shared this machine's 2 cores");
});
