/**
 * A client's ledger as ranges against a plain set of numbers. Every delivered message is added once, so adding in order
 * has to be as good as free; and 20,000 clients with 10,000 messages each would be 200 million entries in plain sets.
 * It supports keeping ranges even for clients that miss and recover messages.
 */
import { bench, describe } from 'vitest';
import { SequenceSet } from '../src/metrics/sequence-set.js';
import { chooseIndices, randomStream } from '../src/system/random.js';

const messages = 10_000;
const inOrder = Array.from({ length: messages }, (_, sequence) => sequence);
/** One message in ten is missed at first and recovered at the end. */
const late = new Set(chooseIndices(randomStream(1, 'bench'), messages, messages / 10));
const recovered = [...inOrder.filter((sequence) => !late.has(sequence)), ...late];

for (const [name, sequences] of [
  ['in order', inOrder],
  ['with a tenth recovered late', recovered],
] as const) {
  describe(`${messages} messages ${name}`, () => {
    bench('SequenceSet', () => {
      const set = new SequenceSet();
      for (const sequence of sequences) set.add(sequence);
      requireAll(set.size);
    });

    bench('Set', () => {
      const set = new Set<number>();
      for (const sequence of sequences) set.add(sequence);
      requireAll(set.size);
    });
  });
}

function requireAll(size: number): void {
  if (size !== messages) throw new Error(`${size} of ${messages} are in the set`);
}
