import { describe, expect, it } from 'vitest';
import { listFilterRules, type VanishingPackets } from './filter-rules.js';

const server = { host: '127.0.0.1', ports: [8_080, 8_081], controlAddress: '127.255.255.254' };

function rulesFor(vanishing: VanishingPackets): string[] {
  return listFilterRules('squall_1_0', server, vanishing, 2_000_000).split('\n');
}

describe('listFilterRules', () => {
  it('drops everything of the port but what comes from or goes to the publisher', () => {
    expect(rulesFor({ kind: 'all' })).toEqual([
      'table inet squall_1_0 {',
      'flags owner',
      'set ports { type inet_service; flags timeout; elements = { 8080 timeout 7s, 8081 timeout 7s }; }',
      'counter seen { }',
      'counter dropped { }',
      'chain arriving {',
      'type filter hook input priority -300; policy accept;',
      'ip saddr 127.255.255.254 accept',
      'ip daddr 127.255.255.254 accept',
      'ip daddr 127.0.0.1 tcp dport @ports counter name seen',
      'ip daddr 127.0.0.1 tcp dport @ports counter name dropped drop',
      'ip saddr 127.0.0.1 tcp sport @ports counter name seen',
      'ip saddr 127.0.0.1 tcp sport @ports counter name dropped drop',
      '}',
      '}',
      '',
    ]);
  });

  it.each([
    [0.01, 10_000],
    [1e-6, 1],
    [1, 1_000_000],
  ])('drops a share of %s', (share, below) => {
    expect(rulesFor({ kind: 'share', share })).toContain(
      `ip daddr 127.0.0.1 tcp dport @ports numgen random mod 1000000 < ${below} counter name dropped drop`,
    );
  });

  it('drops at the clients what concerns sockets that are gone, both ways', () => {
    const sockets = [
      { address: '127.0.0.1', port: 40_000, serverPort: 8_080 },
      { address: '127.0.1.1', port: 40_001, serverPort: 8_081 },
    ];
    expect(rulesFor({ kind: 'sockets', sockets }).slice(2)).toEqual([
      'set gone { type ipv4_addr . inet_service . inet_service; flags timeout; elements = { 127.0.0.1 . 40000 . 8080 timeout 7s, 127.0.1.1 . 40001 . 8081 timeout 7s }; }',
      'chain arriving {',
      'type filter hook input priority -300; policy accept;',
      'ip saddr 127.0.0.1 ip daddr . tcp dport . tcp sport @gone counter drop',
      '}',
      'chain leaving {',
      'type filter hook output priority -300; policy accept;',
      'ip daddr 127.0.0.1 ip saddr . tcp sport . tcp dport @gone counter drop',
      '}',
      '}',
      '',
    ]);
  });
});
