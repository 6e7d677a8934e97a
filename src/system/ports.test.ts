import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findServerPort, planSourceAddresses, readEphemeralPorts } from './ports.js';

describe('planSourceAddresses', () => {
  const range = { first: 10_000, last: 19_999 };

  it.each([
    [0, 0],
    [500, 0],
    [501, 2],
    [1_000, 2],
    [1_001, 3],
    [500 * 251, 251],
  ])('spreads %d clients over %d addresses of 10,000 ports each', (clients, addresses) => {
    expect(planSourceAddresses(clients, undefined, range)).toHaveLength(addresses);
  });

  it('names loopback addresses, all different, none of them the network’s or its broadcast', () => {
    const addresses = planSourceAddresses(500 * 600, undefined, range);
    expect(addresses.slice(0, 2)).toEqual(['127.0.1.1', '127.0.1.2']);
    expect(addresses[250]).toBe('127.0.2.1');
    expect(new Set(addresses).size).toBe(600);
    for (const address of addresses) {
      const last = Number(address.split('.')[3]);
      expect(last >= 1 && last <= 254).toBe(true);
    }
  });

  it('leaves the quarter of its ports among which the kernel looks first room for clients that rest', () => {
    for (let clients = 1; clients < 100_000; clients += 999) {
      const addresses = planSourceAddresses(clients, undefined, range);
      expect(clients / Math.max(1, addresses.length)).toBeLessThanOrEqual(2_500 / 5);
    }
  });
});

describe('ports', () => {
  it('knows the range for outgoing connections', () => {
    const { first, last } = readEphemeralPorts();
    expect(first).toBeGreaterThan(0);
    expect(last).toBeGreaterThan(first);
    expect(last).toBeLessThan(65_536);
  });

  it('finds a server a free port outside that range', async () => {
    const port = await findServerPort('127.0.0.1');
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    const { first } = readEphemeralPorts();
    expect(port).toBeGreaterThanOrEqual(10_000);
    if (first > 10_000) expect(port).toBeLessThan(first);
  });
});
