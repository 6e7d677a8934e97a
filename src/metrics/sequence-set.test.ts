import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SequenceSet } from './sequence-set.js';

/** Close enough together that ranges touch, join and leave holes. */
const sequences = fc.array(fc.nat({ max: 60 }), { maxLength: 80 });

function setOf(members: Iterable<number>): SequenceSet {
  const set = new SequenceSet();
  for (const member of members) set.add(member);
  return set;
}

function listMembers(set: SequenceSet): number[] {
  return Array.from(set.ranges()).flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

const ascending = (members: Iterable<number>): number[] => [...members].sort((a, b) => a - b);

describe('against a plain set', () => {
  it('has the same members, size and highest member after any additions', () => {
    fc.assert(
      fc.property(sequences, (members) => {
        const [set, plain] = [new SequenceSet(), new Set<number>()];
        for (const member of members) {
          expect(set.add(member)).toBe(!plain.has(member));
          plain.add(member);
        }
        expect(listMembers(set)).toEqual(ascending(plain));
        expect(set.size).toBe(plain.size);
        expect(set.highest).toBe(Math.max(-1, ...plain));
        for (let probe = -1; probe <= 61; probe++) expect(set.has(probe)).toBe(plain.has(probe));
      }),
    );
  });

  it('keeps disjoint ranges in ascending order that do not touch', () => {
    fc.assert(
      fc.property(sequences, (members) => {
        const bounds = setOf(members).toBounds();
        for (let at = 0; at < bounds.length; at += 2) {
          expect(bounds[at + 1]).toBeGreaterThanOrEqual(bounds[at] as number);
          if (at > 0) expect(bounds[at]).toBeGreaterThan((bounds[at - 1] as number) + 1);
        }
      }),
    );
  });

  it('counts members from a number on', () => {
    fc.assert(
      fc.property(sequences, fc.integer({ min: -2, max: 63 }), (members, from) => {
        const expected = new Set(members.filter((member) => member >= from)).size;
        expect(setOf(members).countFrom(from)).toBe(expected);
      }),
    );
  });

  it('subtracts another set', () => {
    fc.assert(
      fc.property(sequences, sequences, fc.nat({ max: 63 }), (ours, theirs, from) => {
        const rest = setOf(ours).without(setOf(theirs), from);
        const expected = ascending(new Set(ours)).filter(
          (member) => member >= from && !theirs.includes(member),
        );
        expect(listMembers(rest)).toEqual(expected);
        expect(rest.size).toBe(expected.length);
      }),
    );
  });

  it('adds all of another set and leaves that one as it was', () => {
    fc.assert(
      fc.property(sequences, sequences, (ours, theirs) => {
        const [set, other] = [setOf(ours), setOf(theirs)];
        set.addAll(other);
        expect(listMembers(set)).toEqual(ascending(new Set([...ours, ...theirs])));
        expect(listMembers(other)).toEqual(ascending(new Set(theirs)));
      }),
    );
  });

  it('survives the way through its bounds, and the copy is its own', () => {
    fc.assert(
      fc.property(sequences, (members) => {
        const set = setOf(members);
        const bounds = set.toBounds();
        const copy = SequenceSet.fromBounds(bounds);
        expect(copy.toBounds()).toEqual(bounds);
        expect(copy.size).toBe(set.size);
        copy.add(1_000);
        expect(set.toBounds()).toEqual(bounds);
      }),
    );
  });
});

describe('by hand', () => {
  it.each<[string, number[], string]>([
    ['nothing', [], ''],
    ['one', [7], '7'],
    ['in order', [0, 1, 2], '0-2'],
    ['a gap that closes', [0, 2, 1], '0-2'],
    ['joins below', [0, 9, 1], '0-1 9'],
    ['joins above', [5, 9, 4], '4-5 9'],
    ['before all', [5, 1], '1 5'],
  ])('writes %s', (_name, members, text) => {
    expect(setOf(members).toString()).toBe(text);
  });

  it('holds a million messages in order as one range', () => {
    const set = new SequenceSet();
    for (let sequence = 0; sequence < 1_000_000; sequence++) set.add(sequence);
    expect(set.toBounds()).toEqual([0, 999_999]);
  });
});
