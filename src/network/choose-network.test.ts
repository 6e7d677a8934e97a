import { expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import { checkWireMode, chooseNetwork } from './choose-network.js';

it('is the loopback interface without a meter unless asked otherwise', async () => {
  const network = await chooseNetwork(undefined).open(10);
  expect([network.host, network.wire, network.clientAddresses]).toEqual(['127.0.0.1', undefined, []]);
  await network.close();
});

it('takes only the modes there are, so that a misspelt one is not mistaken for one', () => {
  expect([undefined, '', 'namespaces', 'sockets'].map(checkWireMode)).toEqual([
    undefined,
    '',
    'namespaces',
    'sockets',
  ]);
  expect(() => checkWireMode('quickstart')).toThrow(SquallError);
  expect(() => checkWireMode('quickstart')).toThrow('--wire quickstart is no way of counting');
});
