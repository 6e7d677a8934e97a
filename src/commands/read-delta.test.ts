import { describe, expect, it } from 'vitest';
import { readDelta } from './read-delta.js';

describe('readDelta', () => {
  it.each([
    ['5%', 0.05],
    ['0.05', 0.05],
    ['2.5 %', 0.025],
    ['0%', 0],
  ])('reads %s and has nothing to say', (text, share) => {
    const said: string[] = [];
    expect(readDelta('delta', text, (line) => said.push(line))).toBe(share);
    expect(said).toEqual([]);
  });

  it('warns of one that lets half as much again pass', () => {
    const said: string[] = [];
    expect(readDelta('delta', '50%', (line) => said.push(line))).toBe(0.5);
    expect(said).toEqual(['squall: --delta 50%: whatever gets worse by less than that passes\n']);
  });

  it.each(['1', '100%', '5', '-5%', '250%', '', 'five', 'NaN'])('refuses "%s"', (text) => {
    expect(() => readDelta('delta', text)).toThrow(
      expect.objectContaining({ code: 'SQUALL_UNIT', place: { key: '--delta' } }),
    );
  });
});
