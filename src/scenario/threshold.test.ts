import { describe, expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import { parseThreshold } from './threshold.js';

describe('parseThreshold', () => {
  it.each([
    ['delivery.p99 < 50ms', { metric: 'delivery.p99', comparison: '<', value: 50_000 }],
    ['delivery.steady.p999<=1.5s', { metric: 'delivery.steady.p999', comparison: '<=', value: 1_500_000 }],
    ['lost == 0', { metric: 'lost', comparison: '==', value: 0 }],
    ['recovered != 0', { metric: 'recovered', comparison: '!=', value: 0 }],
    ['lostShare <= 0.1%', { metric: 'lostShare', comparison: '<=', value: 0.001 }],
    [
      'storm.peakAttemptsPerSecond < 600/m',
      { metric: 'storm.peakAttemptsPerSecond', comparison: '<', value: 10 },
    ],
    ['server.rssPeak <= 200MiB', { metric: 'server.rssPeak', comparison: '<=', value: 209_715_200 }],
    ['delivered > 100', { metric: 'delivered', comparison: '>', value: 100 }],
    ['storm.amplification >= 1.5', { metric: 'storm.amplification', comparison: '>=', value: 1.5 }],
  ])('reads %s', (expression, expected) => {
    expect(parseThreshold(expression)).toEqual({ expression, transport: undefined, ...expected });
  });

  it.each(['websocket: bytes.overheadPerMessage <= 6.5B', 'websocket:bytes.overheadPerMessage<=6.5B'])(
    'applies %s to one transport',
    (expression) => {
      expect(parseThreshold(expression)).toMatchObject({ transport: 'websocket', value: 6.5 });
    },
  );

  it.each([
    ['delivery.p99', 'is not a threshold', 'delivery.p99 < 50ms'],
    ['', 'is not a threshold', ''],
    ['delivery.p99 = 50ms', 'is not a threshold', ''],
    ['delivery.p99 < ', 'is not a threshold', ''],
    ['delivry.p99 < 50ms', 'no metric `delivry.p99`', 'did you mean `delivery.p99`?'],
    ['toString < 5', 'no metric `toString`', 'squall list metrics'],
    ['delivery.p99 < 50', 'has no unit', 'e.g. `500ms`'],
    ['delivery.p99 < 50B', 'delivery.p99 is a duration', 'ms'],
    ['lost == 0B', 'lost is a plain number', 'without a unit'],
    ['bytes.sent < 5s', 'bytes.sent is a number of bytes', 'KiB'],
    ['websokcet: lost == 0', 'no transport `websokcet`', 'did you mean `websocket`?'],
  ])('refuses %j: %s', (expression, problem, remedy) => {
    const error = catchError(() => parseThreshold(expression));
    expect(error.code).toBe('SQUALL_THRESHOLD');
    expect(error.message).toContain(problem);
    expect(error.remedy).toContain(remedy);
  });
});

function catchError(run: () => unknown): SquallError {
  try {
    run();
  } catch (error) {
    if (error instanceof SquallError) return error;
  }
  throw new Error('did not end in a SquallError');
}
