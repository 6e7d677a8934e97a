import { describe, expect, it } from 'vitest';
import type { ReconnectSettings } from '../scenario/scenario.js';
import { chooseIndices, randomStream } from '../system/random.js';
import { Backoff, planBackoff } from './backoff.js';
import type { ReconnectPolicy } from './reconnect-policy.js';

const settings: ReconnectSettings = {
  policy: 'exponential',
  delayUs: 0,
  baseUs: 100_000,
  capUs: 1_000_000,
  factor: 2,
  resetAfterUs: 5_000_000,
  connectTimeoutUs: 1,
};

function draw(backoff: Backoff, count: number): (number | undefined)[] {
  return Array.from({ length: count }, () => backoff.nextDelayUs());
}

describe('the attempt count', () => {
  it('begins anew after a connection that held, and goes on after one that did not', () => {
    const backoff = new Backoff(planBackoff(1, settings), 0);
    expect(draw(backoff, 2)).toEqual([100_000, 200_000]);
    backoff.lose(4_999_999);
    expect(draw(backoff, 2)).toEqual([400_000, 800_000]);
    backoff.lose(5_000_000);
    expect(draw(backoff, 2)).toEqual([100_000, 200_000]);
  });

  it('begins anew after every loss when the policy is to reset at once', () => {
    const backoff = new Backoff(planBackoff(1, { ...settings, resetAfterUs: 0 }), 0);
    backoff.lose(0);
    expect(draw(backoff, 3)).toEqual([100_000, 200_000, 400_000]);
    backoff.lose(0);
    expect(draw(backoff, 1)).toEqual([100_000]);
  });

  it('hands the previous delay on, and forgets it with the count', () => {
    const seen: (number | undefined)[] = [];
    const policy = {
      delayUs: (attempt: number, previousUs: number | undefined) => {
        seen.push(previousUs);
        return 10 + attempt;
      },
    };
    const backoff = new Backoff({ seed: 1, policy, resetAfterUs: 100 }, 0);
    draw(backoff, 2);
    backoff.lose(99);
    draw(backoff, 1);
    backoff.lose(100);
    draw(backoff, 2);
    expect(seen).toEqual([undefined, 10, 11, undefined, 10]);
  });

  it('passes the wish of the server on to the policy', () => {
    const backoff = new Backoff(planBackoff(1, { ...settings, policy: 'server', delayUs: 7 }), 0);
    expect([backoff.nextDelayUs(), backoff.nextDelayUs(1_234)]).toEqual([7, 1_234]);
  });
});

describe('giving up', () => {
  const twice: ReconnectPolicy = { delayUs: (attempt) => (attempt < 2 ? 10 + attempt : undefined) };

  it('is no delay: it counts as none and says so as often as it is asked', () => {
    const backoff = new Backoff({ seed: 1, policy: twice, resetAfterUs: 0 }, 0);
    const brief = new Backoff({ seed: 1, policy: twice, resetAfterUs: 0 }, 0);
    expect(draw(backoff, 4)).toEqual([10, 11, undefined, undefined]);
    draw(brief, 2);
    expect(backoff.delays).toBe(2);
    expect(backoff.delayDigest).toBe(brief.delayDigest);
  });
});

describe('draws', () => {
  const jitter: ReconnectSettings = { ...settings, policy: 'decorrelated-jitter', capUs: 60_000_000 };
  const clients = 50;

  /** Three attempts after each of two losses, for the clients in the order in which they are asked. */
  function drawAll(order: readonly number[], seed = 9): Map<number, (number | undefined)[]> {
    const plan = planBackoff(seed, jitter);
    const backoffs = new Map(order.map((client) => [client, new Backoff(plan, client)]));
    const delays = new Map<number, (number | undefined)[]>(order.map((client) => [client, []]));
    for (let loss = 0; loss < 2; loss++) {
      for (const backoff of backoffs.values()) backoff.lose(10_000_000);
      for (let attempt = 0; attempt < 3; attempt++) {
        for (const [client, backoff] of backoffs) delays.get(client)?.push(backoff.nextDelayUs());
      }
    }
    return delays;
  }

  const all = Array.from({ length: clients }, (_, client) => client);
  const inOrder = drawAll(all);

  it.each([1, 2, 3, 7, 50])('are the same dealt out over %d workers', (workers) => {
    const dealt = new Map<number, (number | undefined)[]>();
    for (let worker = 0; worker < workers; worker++) {
      const shard = all.filter((client) => client % workers === worker);
      for (const [client, delays] of drawAll(shard)) dealt.set(client, delays);
    }
    expect(dealt.size).toBe(clients);
    for (const [client, delays] of dealt) expect(delays).toEqual(inOrder.get(client));
  });

  it('are the same in any order of asking', () => {
    const shuffled = chooseIndices(randomStream(3), clients, clients).toSorted(
      (a, b) => ((a * 17) % clients) - ((b * 17) % clients),
    );
    expect(shuffled).not.toEqual(all);
    for (const [client, delays] of drawAll(shuffled)) expect(delays).toEqual(inOrder.get(client));
  });

  it('differ from client to client, loss to loss, attempt to attempt and seed to seed', () => {
    const values = [...inOrder.values()].flat();
    expect(new Set(values).size).toBeGreaterThan(0.99 * values.length);
    expect(drawAll(all, 10).get(0)).not.toEqual(inOrder.get(0));
  });

  it('leave a digest that tells the same draws from others', () => {
    const digestAfter = (count: number, seed: number, client: number): number => {
      const backoff = new Backoff(planBackoff(seed, jitter), client);
      backoff.lose(0);
      for (let draw = 0; draw < count; draw++) backoff.nextDelayUs();
      expect(backoff.delays).toBe(count);
      return backoff.delayDigest;
    };
    expect(digestAfter(5, 1, 3)).toBe(digestAfter(5, 1, 3));
    const others = [digestAfter(5, 1, 3), digestAfter(4, 1, 3), digestAfter(5, 2, 3), digestAfter(5, 1, 4)];
    expect(new Set(others).size).toBe(4);
  });
});
