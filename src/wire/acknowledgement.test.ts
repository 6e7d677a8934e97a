import { expect, it } from 'vitest';
import { formatAcknowledgement, parseAcknowledgement } from './acknowledgement.js';

it.each([
  ['up-to 3f9a0c1z-17', { what: 'up-to', cursor: { epoch: '3f9a0c1z', id: 17 } }],
  ['one e-0', { what: 'one', cursor: { epoch: 'e', id: 0 } }],
] as const)('%s is read as it is written', (text, acknowledgement) => {
  expect(parseAcknowledgement(text)).toEqual(acknowledgement);
  expect(formatAcknowledgement(acknowledgement)).toBe(text);
});

it.each(['', 'up-to', 'upto e-1', 'one e-1 ', 'one  e-1', 'one e', 'one E-1', 'one e-1\n'])(
  '%j is none',
  (text) => {
    expect(parseAcknowledgement(text)).toBeUndefined();
  },
);
