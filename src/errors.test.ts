import { describe, expect, it } from 'vitest';
import { type ErrorCode, type ErrorPlace, ExitStatus, errorCatalogue, SquallError } from './errors.js';

describe('toLine', () => {
  it.each<[string, ErrorPlace, string]>([
    ['no place', {}, ''],
    ['a file', { file: 'a.yaml' }, 'a.yaml: '],
    ['a file and a line', { file: 'a.yaml', line: 3 }, 'a.yaml:3: '],
    ['a whole position', { file: 'a.yaml', line: 3, column: 7 }, 'a.yaml:3:7: '],
    [
      'a position and a key',
      { file: 'a.yaml', line: 3, column: 7, key: 'faults[0].at' },
      'a.yaml:3:7: faults[0].at: ',
    ],
    ['a key alone', { key: 'clients.count' }, 'clients.count: '],
    ['an empty key', { file: 'result.json', key: '' }, 'result.json: '],
  ])('tells the problem, the remedy and the code with %s', (_name, place, prefix) => {
    const error = new SquallError('SQUALL_VALUE', 'a rate of 0', 'give it a positive one', place);
    expect(error.toLine()).toBe(`${prefix}a rate of 0; give it a positive one (SQUALL_VALUE)`);
    expect(error.toLine()).not.toContain('\n');
  });
});

describe('toLines', () => {
  const mistake = (line: number): SquallError =>
    new SquallError('SQUALL_VALUE', 'too much', 'take less', { file: 'a.yaml', line });
  const withOthers = (count: number): SquallError =>
    new SquallError(
      'SQUALL_UNIT',
      'no unit',
      'write one',
      { file: 'a.yaml', line: 1 },
      Array.from({ length: count }, (_, at) => mistake(at + 2)),
    );

  it('has a line for each mistake', () => {
    expect(withOthers(0).toLines()).toEqual([withOthers(0).toLine()]);
    expect(withOthers(2).toLines()).toEqual([
      'a.yaml:1: no unit; write one (SQUALL_UNIT)',
      'a.yaml:2: too much; take less (SQUALL_VALUE)',
      'a.yaml:3: too much; take less (SQUALL_VALUE)',
    ]);
  });

  it('counts those beyond ten', () => {
    expect(withOthers(9).toLines()).toHaveLength(10);
    expect(withOthers(10).toLines().slice(9)).toEqual([
      'a.yaml:10: too much; take less (SQUALL_VALUE)',
      'and 1 more mistake of this file',
    ]);
    expect(withOthers(11).toLines().at(-1)).toBe('and 2 more mistakes of this file');
  });
});

describe('the catalogue', () => {
  it('gives every error its exit status', () => {
    for (const code of Object.keys(errorCatalogue) as ErrorCode[])
      expect(new SquallError(code, 'x', 'y').exit).toBe(errorCatalogue[code].exit);
  });

  it('keeps the statuses that scripts rely on', () => {
    expect(ExitStatus).toEqual({
      ok: 0,
      internalError: 1,
      badInput: 2,
      thresholdFailed: 3,
      runInvalid: 4,
      interrupted: 130,
    });
    expect(errorCatalogue.SQUALL_UNIT.exit).toBe(2);
    expect(errorCatalogue.SQUALL_RESULT_DAMAGED.exit).toBe(2);
    expect(errorCatalogue.SQUALL_WORKER_DIED.exit).toBe(1);
  });

  it('tells no error to leave as if nothing had happened', () => {
    for (const [code, { exit, about }] of Object.entries(errorCatalogue)) {
      expect(code).toMatch(/^SQUALL_[A-Z_]+$/);
      const statuses = [ExitStatus.internalError, ExitStatus.badInput, ExitStatus.runInvalid];
      expect(statuses).toContain(exit);
      expect(about).toMatch(/^(a|an|more|not)\b/);
    }
  });

  it('makes errors that are errors', () => {
    const error = new SquallError('SQUALL_LIMIT', 'too many', 'take fewer');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'SquallError',
      message: 'too many',
      remedy: 'take fewer',
      place: {},
    });
  });
});
