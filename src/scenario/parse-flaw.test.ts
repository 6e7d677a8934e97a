import { describe, expect, it } from 'vitest';
import { flawDescriptions, flawKinds } from '../wire/flaws.js';
import { transportNames } from '../wire/transport-names.js';
import { parseFlaw, parseFlaws } from './parse-flaw.js';

it.each([
  ['drop-every=7', { kind: 'drop-every', every: 7 }],
  ['drop-one=20', { kind: 'drop-one', message: 20 }],
  ['delay = 1.5ms', { kind: 'delay', byUs: 1500 }],
  ['delay=0s', { kind: 'delay', byUs: 0 }],
  ['stall=1s/10s', { kind: 'stall', forUs: 1_000_000, everyUs: 10_000_000 }],
  ['split-bytes', { kind: 'split-bytes' }],
  ['fragment=2', { kind: 'fragment', parts: 2 }],
])('reads %s', (text, flaw) => {
  expect(parseFlaw(text)).toEqual(flaw);
});

describe('refuses', () => {
  it.each([
    ['drop-evry=7', 'SQUALL_UNKNOWN_FLAW', 'there is no flaw `drop-evry`'],
    ['', 'SQUALL_UNKNOWN_FLAW', 'there is no flaw ``'],
    ['drop-every', 'SQUALL_VALUE', 'the flaw drop-every lacks its value'],
    ['drop-every=0', 'SQUALL_VALUE', '`0` is no value of the flaw drop-every'],
    ['drop-every=1.5', 'SQUALL_VALUE', '`1.5` is no value of the flaw drop-every'],
    ['swap-every=1', 'SQUALL_VALUE', '`1` is no value of the flaw swap-every'],
    ['delay=50', 'SQUALL_UNIT', 'the duration `50` has no unit'],
    ['delay=2h', 'SQUALL_VALUE', '`2h` is no value of the flaw delay'],
    ['stall=1s', 'SQUALL_VALUE', '`1s` is no value of the flaw stall'],
    ['stall=2s/1s', 'SQUALL_VALUE', '`2s/1s` is no value of the flaw stall'],
    ['split-bytes=3', 'SQUALL_VALUE', '`3` is no value of the flaw split-bytes'],
  ])('%s', (text, code, message) => {
    expect(() => parseFlaw(text)).toThrow(expect.objectContaining({ code, message }));
  });

  it('a flaw that the transport cannot have, by name and reason', () => {
    expect(() => parseFlaws(['fragment=3'], 'sse')).toThrow(
      expect.objectContaining({
        code: 'SQUALL_FLAW_REFUSED',
        message: 'sse cannot have the flaw fragment: only WebSocket has frames',
      }),
    );
  });

  it('the same flaw twice', () => {
    expect(() => parseFlaws(['drop-every=3', 'drop-every=4'], 'sse')).toThrow('given twice');
  });
});

it('every example is valid on every transport that does not refuse the flaw', () => {
  for (const kind of flawKinds) {
    const { example, refusedBy } = flawDescriptions[kind];
    for (const transport of transportNames) {
      if (refusedBy[transport] !== undefined) continue;
      expect(parseFlaws([example], transport)).toEqual([expect.objectContaining({ kind })]);
    }
  }
});
