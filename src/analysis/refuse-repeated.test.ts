import { describe, expect, it } from 'vitest';
import { type NamedRun, refuseRepeated } from './refuse-repeated.js';

function makeNamed(path: string, id: string, startedAt = '2026-01-01T00:00:00.000Z'): NamedRun {
  return { path, result: { run: { id, startedAt } } };
}

describe('refuseRepeated', () => {
  it('lets different runs through, also of one name begun at different times', () => {
    const runs = [
      makeNamed('a/x', 'x'),
      makeNamed('a/y', 'y'),
      makeNamed('b/x', 'x', '2026-01-02T00:00:00.000Z'),
    ];
    expect(() => refuseRepeated(runs)).not.toThrow();
  });

  it.each([
    ['a/x', 'named twice'],
    ['copy/x', 'the one in a/x'],
  ])('refuses one run as two: a/x and %s', (path, words) => {
    const refuse = (): void =>
      refuseRepeated([makeNamed('a/x', 'x'), makeNamed('a/y', 'y'), makeNamed(path, 'x')]);
    expect(refuse).toThrow(expect.objectContaining({ code: 'SQUALL_USAGE', place: { file: path } }));
    expect(refuse).toThrow(words);
  });
});
