import { describe, expect, it } from 'vitest';
import type { HealthByPhase } from '../../metrics/load-snapshot.js';
import type { Measurement } from '../../metrics/measurement.js';
import { makeTrial } from '../../scenario/testing/make-scenario.js';
import type { TrialResult } from '../../storage/result.js';
import { summariseTrial } from '../summaries/summarise-trial.js';
import { makeFault, makeLoad, makeMeasurement, makeServerSample } from '../testing/make-measurement.js';
import { listWarnings } from './trial-warnings.js';

const calm = summariseTrial(makeTrial(), makeMeasurement(), { firstDueAfter: () => 0 }).result;

function warn(trial: Partial<TrialResult> = {}, measurement: Partial<Measurement> = {}) {
  return listWarnings(makeMeasurement(measurement), { ...calm, ...trial });
}

const busy = (phase: keyof HealthByPhase, utilisation: number): Partial<Measurement> => ({
  load: makeLoad({
    health: [
      { [phase]: { utilisation, elapsedUs: 1, stallMaxUs: 0, cpuUs: 0, gcLongestUs: 0, gcTotalUs: 0 } },
    ],
  }),
});

const storm = (disconnected: number, returned: number, gaveUp = 0): Partial<TrialResult> => ({
  storm: { ...calm.storm, disconnected, returned, gaveUp },
});

const lost = (count: number, byAbsent: number): TrialResult['ledger'] => ({
  ...calm.ledger,
  lost: count,
  lostByAbsent: byAbsent,
  clientsWithLoss: 2,
  worstClientLost: 5,
});

describe('warnings', () => {
  it.each<[string, Partial<TrialResult>, Partial<Measurement>, string[]]>([
    ['a calm trial', {}, {}, []],
    [
      'a barrier that was not reached',
      { barrier: { reached: false, subscribed: 1, atUs: 6_000_000 } },
      {},
      ['BARRIER_NOT_REACHED ramp'],
    ],
    [
      'an interrupted trial: what was on its way is no loss, who was away is not absent',
      { status: 'interrupted', ledger: lost(7, 2), ...storm(10, 9) },
      {},
      ['INTERRUPTED null'],
    ],
    [
      'one interrupted before there was a barrier',
      { status: 'interrupted', barrier: { reached: false, subscribed: 0, atUs: 0 } },
      { publishing: undefined },
      ['INTERRUPTED null'],
    ],
    ['loss', { ledger: lost(7, 0) }, {}, ['MESSAGES_LOST null']],
    [
      'loss with a history cut short by its bytes',
      { ledger: lost(7, 0) },
      { serverSamples: [makeServerSample(1, { evictedByBytes: 3 }), makeServerSample(2, { life: 2 })] },
      ['MESSAGES_LOST null', 'HISTORY_TRUNCATED null'],
    ],
    [
      'a history cut short that nobody missed',
      {},
      { serverSamples: [makeServerSample(1, { evictedByBytes: 3 })] },
      [],
    ],
    ['a worker at its limit in recovery', {}, busy('recovery', 0.8), []],
    ['a worker beyond it in recovery', {}, busy('recovery', 0.81), ['GENERATOR_SATURATED recovery']],
    ['a worker beyond it in the outage', {}, busy('outage', 0.99), ['GENERATOR_SATURATED recovery']],
    ['a busy steady phase, which is no warning but invalid', {}, busy('steady', 0.99), []],
    [
      'a full accept queue in a storm',
      {},
      { listenOverflows: { outage: 1, recovery: 2 } },
      ['LISTEN_OVERFLOW recovery'],
    ],
    ['one outside of it, which is invalid', {}, { listenOverflows: { steady: 3 } }, []],
    ['everybody back', storm(10, 10), {}, []],
    ['somebody absent', storm(10, 9), {}, ['CLIENTS_ABSENT recovery']],
    ['somebody gone for good', storm(10, 9, 1), {}, ['CLIENTS_GAVE_UP recovery']],
    [
      'some gone for good, some late',
      storm(10, 7, 1),
      {},
      ['CLIENTS_ABSENT recovery', 'CLIENTS_GAVE_UP recovery'],
    ],
    ['messages of others', {}, { load: makeLoad({ foreign: 1 }) }, ['FOREIGN_MESSAGES null']],
  ])('%s', (_name, trial, measurement, expected) => {
    const warnings = warn(trial, measurement);
    expect(warnings.map(({ code, phase }) => `${code} ${phase}`)).toEqual(expected);
    for (const { message, remedy } of warnings) expect(message.length * remedy.length).toBeGreaterThan(0);
  });

  it('says how many are missing, and of how many', () => {
    expect(warn(storm(10, 7))[0]?.message).toContain('3 of 10 lost connections');
    expect(warn(storm(10, 4, 5)).map(({ message }) => message)).toEqual([
      expect.stringContaining('1 of 10 lost connections'),
      expect.stringContaining('5 of 10 lost connections gave up'),
    ]);
    expect(warn({ barrier: { reached: false, subscribed: 1, atUs: 0 } })[0]?.message).toContain(
      '1 of 2 clients',
    );
    expect(warn({}, { listenOverflows: { outage: 4, recovery: 38 } })[0]?.message).toContain('42 SYNs');
  });
});

describe('the loss warning', () => {
  const crash = { faults: [makeFault()] };
  const message = (trial: Partial<TrialResult>): string => warn(trial)[0]?.message ?? '';

  it('tells what was due to absent clients from what others missed', () => {
    expect(message({ ledger: lost(7, 7) })).toMatch(
      /: 7 were due to clients that were not back when the trial ended$/,
    );
    expect(message({ ledger: lost(7, 0) })).toMatch(
      /: 7 had been accepted by the server but had not arrived/,
    );
    expect(message({ ledger: lost(7, 3) })).toMatch(/: 3 were due to clients that .*; 4 had been accepted/);
  });

  it('blames the crash only where there was one', () => {
    expect(message({ ledger: lost(7, 0), ...crash })).toContain('history went with the crash');
    expect(message({ ledger: lost(7, 7), ...crash })).not.toContain('crash');
    const graceful = {
      faults: [makeFault({ mode: 'graceful', description: 'graceful restart, down for 1 s' })],
    };
    expect(message({ ledger: lost(7, 0), ...graceful })).not.toContain('crash');
  });
});
