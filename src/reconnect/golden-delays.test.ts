import { describe, expect, it } from 'vitest';
import { type PolicyName, policyNames } from '../scenario/scenario.js';
import { Backoff, planBackoff } from './backoff.js';
import { makeReconnect } from './testing/settings.js';

const [seed, clients, attempts] = [1, [0, 1, 4_711], 8];

/** The first waits after two losses of three clients, microseconds; `-` where the client has given up. */
function listDelays(policy: PolicyName): string[] {
  const plan = planBackoff(seed, makeReconnect({ policy }));
  return clients.map((client) => {
    const backoff = new Backoff(plan, client);
    const waits = [1, 2].map(() => {
      backoff.lose(1e9);
      return Array.from({ length: attempts }, () => backoff.nextDelayUs() ?? '-').join(' ');
    });
    return `  client ${client}: ${waits.join(' | ')}`;
  });
}

describe('a fixed seed', () => {
  it('gives these delays, whatever the version: results can be repeated', async () => {
    const text = policyNames.map((policy) => `${policy}\n${listDelays(policy).join('\n')}\n`).join('\n');
    await expect(text).toMatchFileSnapshot('../../test/golden/reconnect-delays.txt');
  });
});
