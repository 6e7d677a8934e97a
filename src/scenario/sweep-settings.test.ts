import { describe, expect, it } from 'vitest';
import { chooseWindowsUs, findOutageUs, lengthNeededUs, listSettings } from './sweep-settings.js';
import { makeScenario } from './testing/make-scenario.js';

const crash = { kind: 'server-restart', atUs: 2e6, mode: 'crash', downtimeUs: 1e6 } as const;
const cut = {
  kind: 'disconnect',
  atUs: 1e6,
  share: 1,
  by: 'client',
  how: 'reset',
  everyUs: undefined,
} as const;
const own = makeScenario().reconnect;

describe('the windows of a sweep', () => {
  it.each([
    [1e6, 30e6, [1e6, 2e6, 4e6, 8e6, 16e6]],
    [2e6, 8e6, [2e6, 4e6, 8e6]],
    [1e6, undefined, [1e6, 2e6, 4e6, 8e6, 16e6]],
    // A cut without an outage: no shorter than a quarter of a second.
    [0, 1e6, [250e3, 500e3, 1e6]],
    // Everyone has to be back before the server is: the one window that could do.
    [5e6, 3e6, [3e6]],
    [100e3, 60e6, [250e3, 500e3, 1e6, 2e6, 4e6, 8e6]],
  ])('double from an outage of %d µs up to a return within %s', (outageUs, backUs, windows) => {
    expect(chooseWindowsUs(outageUs, backUs)).toEqual(windows);
  });

  it('begin with the longest outage', () => {
    expect(findOutageUs({ faults: [cut] })).toBe(0);
    expect(findOutageUs({ faults: [cut, crash, { ...crash, downtimeUs: 3e6 }] })).toBe(3e6);
  });
});

describe('the settings of a sweep', () => {
  it('have the same longest first wait under every policy', () => {
    const settings = listSettings(
      {
        policies: ['fixed', 'full-jitter', 'equal-jitter', 'decorrelated-jitter'],
        windowsUs: [3e6],
        capsUs: undefined,
      },
      { ...own, capUs: 10e6, factor: 1.5, connectTimeoutUs: 5e6 },
    );
    expect(settings).toEqual([
      { policy: 'fixed', delay: '3s', connectTimeout: '5s' },
      { policy: 'full-jitter', base: '3s', cap: '10s', factor: 1.5, connectTimeout: '5s' },
      { policy: 'equal-jitter', base: '3s', cap: '10s', factor: 1.5, connectTimeout: '5s' },
      { policy: 'decorrelated-jitter', base: '1s', cap: '10s', connectTimeout: '5s' },
    ]);
  });

  it('have presets as they ship, once', () => {
    const settings = listSettings(
      { policies: ['socket.io', 'immediate'], windowsUs: [1e6, 2e6], capsUs: [1e6] },
      own,
    );
    expect(settings).toEqual([{ policy: 'socket.io' }, { policy: 'immediate' }]);
  });

  it('leave out caps below the window and try a fixed delay once, whatever the caps', () => {
    const settings = listSettings(
      { policies: ['fixed', 'full-jitter'], windowsUs: [1e6, 4e6], capsUs: [2e6, 8e6] },
      own,
    );
    expect(settings.map(({ policy, delay, base, cap }) => [policy, delay ?? base, cap])).toEqual([
      ['fixed', '1s', undefined],
      ['fixed', '4s', undefined],
      ['full-jitter', '1s', '2s'],
      ['full-jitter', '1s', '8s'],
      ['full-jitter', '4s', '8s'],
    ]);
  });
});

describe('the length of a trial', () => {
  it.each([
    // Fault, outage, a second window twice as long, a second to spare.
    [4e6, 30e6, 2e6 + 1e6 + 8e6 + 1e6],
    [4e6, 5e6, 2e6 + 1e6 + 5e6 + 1e6],
    // Windows shorter than the outage have grown to about four outages by its end.
    [250e3, 30e6, 2e6 + 1e6 + 4e6 + 1e6],
  ])('of a window of %d µs and a cap of %d µs is %d µs', (windowUs, capUs, length) => {
    expect(lengthNeededUs(makeScenario({ faults: [crash] }), windowUs, capUs)).toBe(length);
  });
});
