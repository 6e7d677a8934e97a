import { describe, expect, it } from 'vitest';
import { countCauses } from '../../metrics/end-causes.js';
import type { ProcessHealth } from '../../metrics/load-snapshot.js';
import type { Measurement } from '../../metrics/measurement.js';
import { SequenceSet } from '../../metrics/sequence-set.js';
import { balanceLedgers } from '../summaries/ledger.js';
import {
  makeHistogram,
  makeLedger,
  makeLoad,
  makeMeasurement,
  makePublishLog,
} from '../testing/make-measurement.js';
import { type JudgedFigures, type JudgedTrial, judgeValidity } from './validity.js';

const none = { min: null, mean: null, p50: null, p90: null, p99: null, p999: null, max: null };

const calmFigures: JudgedFigures = {
  bytes: {
    received: 0,
    sent: 0,
    setup: 0,
    payload: 0,
    compression: 0,
    framing: 0,
    requests: 0,
    heartbeats: 0,
    emptyPolls: 0,
    overheadPerMessage: null,
    setupPerConnection: null,
    unaccounted: 0,
  },
  connections: {
    opened: 2,
    failed: 0,
    peak: { clients: 2, server: 2, kernel: 2 },
    steady: { clients: 2, server: 2, kernel: 2 },
  },
  deliveryLatencyByPhaseUs: { steady: { ...none, count: 800, p50: 20_000 } },
};

const whole = [0, 799];
const calmLog = makePublishLog({ due: 800, sent: whole, acknowledged: whole });

function accountOf(log: Measurement['publishLog']): JudgedTrial['account'] {
  return { accepted: SequenceSet.fromBounds(log.acknowledged), unexplained: 0, unbalanced: 0 };
}

/** Publishing begins at 2 s with 100 messages a second: 800 of them fall due in the steady phase. */
function noticesOf(
  more: Partial<Measurement> = {},
  figures: Partial<JudgedFigures> = {},
  account: Partial<JudgedTrial['account']> = {},
): ReturnType<typeof judgeValidity> {
  const measurement = makeMeasurement({ publishLog: calmLog, ...more });
  const trial = {
    measurement,
    figures: { ...calmFigures, ...figures },
    account: { ...accountOf(measurement.publishLog), ...account },
    firstDueAfter: (instantUs: number) =>
      Math.min(800, Math.max(0, Math.ceil((instantUs - 2_000_000) / 10_000))),
  };
  return judgeValidity(trial);
}

function judge(...given: Parameters<typeof noticesOf>): string[] {
  const notices = noticesOf(...given);
  for (const { message, remedy } of notices) expect(message.length * remedy.length).toBeGreaterThan(0);
  return notices.map(({ code, phase }) => `${code} ${phase}`);
}

function health(more: Partial<ProcessHealth>): ProcessHealth {
  return {
    utilisation: 0.1,
    elapsedUs: 8_000_000,
    stallMaxUs: 10,
    cpuUs: 800_000,
    gcLongestUs: 0,
    gcTotalUs: 0,
    ...more,
  };
}

function lagging(phase: string, lagUs: number): Partial<Measurement> {
  return { publishLog: { ...calmLog, sendLag: { [phase]: makeHistogram([lagUs]).encode() } } };
}

const fastDelivery = { deliveryLatencyByPhaseUs: { steady: { ...none, count: 1, p50: 3_000 } } };

it('believes a calm trial', () => {
  expect(judge()).toEqual([]);
});

describe('send lag', () => {
  it.each([
    ['at 1 ms', lagging('steady', 1_000), {}, []],
    ['over 1 ms', lagging('steady', 1_001), {}, ['SEND_LAG steady']],
    ['at a tenth of the median delivery', lagging('steady', 300), fastDelivery, []],
    ['over a tenth of it', lagging('steady', 301), fastDelivery, ['SEND_LAG steady']],
    ['without any delivery', lagging('steady', 999), { deliveryLatencyByPhaseUs: {} }, []],
    ['in an outage', lagging('outage', 500_000), fastDelivery, []],
  ])('%s', (_name, measurement, figures, codes) => {
    expect(judge(measurement, figures)).toEqual(codes);
  });
});

it('advises real-time scheduling only to a publisher that has it not', () => {
  const advice = (publisherScheduling: Measurement['publisherScheduling']) =>
    noticesOf({ ...lagging('steady', 301), publisherScheduling }, fastDelivery)[0]?.remedy;
  expect(advice('normal')).toContain('run as root');
  expect(advice('real-time')).not.toContain('run as root');
});

describe('the generator', () => {
  it.each<[string, Partial<Measurement>, string[]]>([
    ['busy 80 % of the time', { load: makeLoad({ health: [{ steady: health({ utilisation: 0.8 }) }] }) }, []],
    [
      'busier',
      { load: makeLoad({ health: [{ steady: health({ utilisation: 0.801 }) }] }) },
      ['GENERATOR_BUSY steady'],
    ],
    ['a publisher that sleeps precisely', { publisherHealth: { steady: health({ utilisation: 1 }) } }, []],
    ['busy in an outage', { publisherHealth: { outage: health({ utilisation: 1 }) } }, []],
    ['standing still for 100 ms', { publisherHealth: { steady: health({ stallMaxUs: 100_000 }) } }, []],
    [
      'standing still for longer',
      { publisherHealth: { steady: health({ stallMaxUs: 100_001 }) } },
      ['GENERATOR_STALL steady'],
    ],
    ['standing still in recovery', { publisherHealth: { recovery: health({ stallMaxUs: 900_000 }) } }, []],
  ])('%s', (_name, measurement, codes) => {
    expect(judge(measurement)).toEqual(codes);
  });

  it('names each load worker that is at fault', () => {
    const load = makeLoad({ health: [{}, { steady: health({ utilisation: 0.95, stallMaxUs: 200_000 }) }] });
    const notices = judgeValidity({
      measurement: makeMeasurement({ load, publishLog: calmLog }),
      figures: calmFigures,
      account: accountOf(calmLog),
      firstDueAfter: () => 0,
    });
    expect(notices.map(({ message }) => message)).toEqual([
      'load worker 2 was busy 95 % of the time, the limit is 80 %',
      'load worker 2 stood still for 200 ms, the limit is 100 ms',
    ]);
  });
});

describe('the achieved rate', () => {
  const withLog = (more: Parameters<typeof makePublishLog>[0]): Partial<Measurement> => ({
    publishLog: makePublishLog({ due: 800, sent: whole, acknowledged: whole, ...more }),
  });
  /** Steady up to 5 s (message 300) and again from 7 s (message 500) on. */
  const storm: Partial<Measurement> = {
    phases: [
      { name: 'ramp', startUs: 0, endUs: 2_000_000 },
      { name: 'steady', startUs: 2_000_000, endUs: 5_000_000 },
      { name: 'outage', startUs: 5_000_000, endUs: 6_000_000 },
      { name: 'recovery', startUs: 6_000_000, endUs: 7_000_000 },
      { name: 'steady', startUs: 7_000_000, endUs: 10_000_000 },
    ],
  };

  it.each<[string, Partial<Measurement>, string[]]>([
    [
      'one message of 800 refused',
      withLog({ refused: [5, 5], acknowledged: [0, 4, 6, 799] }),
      ['RATE_NOT_ACHIEVED steady'],
    ],
    [
      'one message of 800 never sent',
      withLog({ sent: [0, 4, 6, 799], acknowledged: [0, 4, 6, 799] }),
      ['RATE_NOT_ACHIEVED steady'],
    ],
    [
      'messages without an answer that reached nobody',
      withLog({ acknowledged: [0, 700], unconfirmed: [701, 799] }),
      ['RATE_NOT_ACHIEVED steady'],
    ],
    [
      'the same when the interrupt cut the answers off',
      { interrupted: true, ...withLog({ acknowledged: [0, 700], unconfirmed: [701, 799] }) },
      [],
    ],
    [
      'answers cut off by an outage, up to one second before it',
      {
        ...storm,
        ...withLog({ acknowledged: [0, 199, 500, 799], unconfirmed: [200, 299], refused: [300, 499] }),
      },
      [],
    ],
    [
      'answers that were missing before that',
      {
        ...storm,
        ...withLog({ acknowledged: [0, 198, 500, 799], unconfirmed: [199, 299], refused: [300, 499] }),
      },
      ['RATE_NOT_ACHIEVED steady'],
    ],
    [
      'refusals just before an outage, which are answers',
      { ...storm, ...withLog({ acknowledged: [0, 297, 500, 799], refused: [298, 499] }) },
      ['RATE_NOT_ACHIEVED steady'],
    ],
    [
      'messages refused during an outage',
      { ...storm, ...withLog({ refused: [300, 499], acknowledged: [0, 299, 500, 799] }) },
      [],
    ],
    [
      'messages refused just before it',
      { ...storm, ...withLog({ refused: [299, 499], acknowledged: [0, 298, 500, 799] }) },
      ['RATE_NOT_ACHIEVED steady'],
    ],
    [
      'messages refused after it',
      { ...storm, ...withLog({ refused: [300, 500], acknowledged: [0, 299, 501, 799] }) },
      ['RATE_NOT_ACHIEVED steady'],
    ],
    [
      'a publisher that did not get to the last messages',
      withLog({ due: 700, sent: [0, 699], acknowledged: [0, 699] }),
      ['RATE_NOT_ACHIEVED steady'],
    ],
    [
      'the same when the run was interrupted',
      { interrupted: true, ...withLog({ due: 700, sent: [0, 699], acknowledged: [0, 699] }) },
      [],
    ],
  ])('%s', (_name, measurement, codes) => {
    expect(judge(measurement)).toEqual(codes);
  });

  it('takes a message without an answer for accepted when it reached a client', () => {
    const { publishLog } = withLog({ acknowledged: [0, 700], unconfirmed: [701, 799] });
    const ledger = makeLedger(0, { delivered: [0, 799] });
    const account = balanceLedgers(publishLog ?? calmLog, [ledger], () => 0);
    expect(judge({ ...(publishLog && { publishLog }) }, {}, account)).toEqual([]);
  });

  it('may miss one message in a thousand', () => {
    const trial = (lost: number) => {
      const publishLog = makePublishLog({
        due: 1_000,
        sent: [lost, 999],
        acknowledged: [lost, 999],
        refused: lost > 0 ? [0, lost - 1] : [],
      });
      return {
        measurement: makeMeasurement({ publishLog }),
        figures: calmFigures,
        account: accountOf(publishLog),
        firstDueAfter: (instantUs: number) => (instantUs <= 2_000_000 ? 0 : 1_000),
      };
    };
    expect(judgeValidity(trial(1))).toEqual([]);
    expect(judgeValidity(trial(2)).map(({ code }) => code)).toEqual(['RATE_NOT_ACHIEVED']);
  });
});

describe('the machine', () => {
  it('must not run out of ports or descriptors, ever', () => {
    const load = makeLoad({ failures: { ...countCauses(), resource: 1 } });
    expect(judge({ load })).toEqual(['RESOURCES_EXHAUSTED null']);
    expect(judge({ load: makeLoad({ failures: { ...countCauses(), refused: 9_999, reset: 9 } }) })).toEqual(
      [],
    );
  });

  it.each([
    [{ ramp: 1 }, ['LISTEN_OVERFLOW null']],
    [{ 'warm-up': 1 }, ['LISTEN_OVERFLOW null']],
    [{ steady: 1 }, ['LISTEN_OVERFLOW null']],
    [{ ramp: 0, outage: 5_000, recovery: 10, drain: 1 }, []],
    [undefined, []],
  ])('must not overflow the accept queue but during a fault: %o', (listenOverflows, codes) => {
    expect(judge({ listenOverflows })).toEqual(codes);
  });
});

describe('the books', () => {
  it.each([1, -1])('must account for every byte: off by %d', (unaccounted) => {
    expect(judge({}, { bytes: { ...calmFigures.bytes, unaccounted } })).toEqual(['BYTES_UNACCOUNTED null']);
  });

  it('must not contradict each other', () => {
    expect(judge({}, {}, { unexplained: 1 })).toEqual(['LEDGER_CONTRADICTED null']);
  });

  it('must balance for every client', () => {
    expect(judge({}, {}, { unbalanced: 1 })).toEqual(['LEDGER_UNBALANCED null']);
  });

  it.each([
    [799, ['LEDGER_UNBALANCED null']],
    [800, []],
    [801, ['LEDGER_UNBALANCED null']],
  ])('must have a latency for each of 800 deliveries: %d', (latencies, codes) => {
    const histogram = makeHistogram(Array.from({ length: latencies }, () => 5));
    const ledgers = [makeLedger(0, { delivered: [0, 499] }), makeLedger(1, { delivered: [100, 399] })];
    const load = makeLoad({ ledgers, histograms: new Map([['delivery.recovery', histogram]]) });
    expect(judge({ load })).toEqual(codes);
  });

  it.each<[string, number | null, number | null, number | null, string[]]>([
    ['agree', 5, 5, 5, []],
    ['kernel sees one more', 5, 5, 6, ['CONNECTIONS_DISAGREE steady']],
    ['server sees one fewer', 5, 4, 5, ['CONNECTIONS_DISAGREE steady']],
    ['clients disagree with both', 4, 5, 5, ['CONNECTIONS_DISAGREE steady']],
    ['kernel does not tell, the others agree', 5, 5, null, []],
    ['kernel does not tell, the others differ', 5, 4, null, ['CONNECTIONS_DISAGREE steady']],
    ['nobody tells', null, null, null, []],
  ])('must agree on the connections: %s', (_name, clients, server, kernel, codes) => {
    const connections = { ...calmFigures.connections, steady: { clients, server, kernel } };
    expect(judge({}, { connections })).toEqual(codes);
  });

  it.each<[number, string[]]>([
    [3, []],
    [2, ['CONNECTIONS_DISAGREE steady']],
  ])('may be three more in the kernel when %d wait for a handler', (waiting, codes) => {
    const steady = { clients: 5, server: 5, kernel: 8 };
    expect(judge({}, { connections: { ...calmFigures.connections, steady, waiting } })).toEqual(codes);
  });
});

describe('the trial', () => {
  it.each<[string, Measurement['phases']]>([
    ['none', [{ name: 'ramp', startUs: 0, endUs: 2_000_000 }]],
    ['an empty one', [{ name: 'steady', startUs: 2_000_000, endUs: 2_000_000 }]],
  ])('must have a steady phase: %s', (_name, phases) => {
    expect(judge({ phases })).toEqual(['NO_STEADY_PHASE null']);
  });

  it('carries what must not happen and did', () => {
    const incident = { code: 'SERVER_DIED', phase: 'steady', message: 'gone', remedy: 'look' } as const;
    expect(judge({ incidents: [incident] })).toEqual(['SERVER_DIED steady']);
  });
});
