import { afterEach, describe } from 'vitest';
import { ContractBench, type ContractSubject } from './contract-bench.js';
import { describeDelivery } from './delivery-contract.js';
import { describeEnding } from './ending-contract.js';

/**
 * What every transport owes the simulated client. Each test also checks the order of calls and that all bytes are
 * accounted for.
 */
export function describeTransportContract(subject: ContractSubject): void {
  const bench = new ContractBench(subject);
  afterEach(() => bench.clear());

  describe(`${subject.name} transport${subject.variant}`, () => {
    describeDelivery(bench, subject);
    describeEnding(bench, subject);
  });
}
