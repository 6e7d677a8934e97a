import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FaultSettings } from '../scenario/fault-schema.js';
import { makeScenario, makeTrial } from '../scenario/testing/make-scenario.js';

const findMissingFilter = vi.hoisted(() => vi.fn<() => string | undefined>());
vi.mock('../network/find-missing.js', () => ({ findMissingFilter }));

const { requirePacketFilter } = await import('./require-packet-filter.js');

function planWith(...faults: FaultSettings[]) {
  return { trials: [makeTrial(), makeTrial(makeScenario({ faults }))] };
}

const vanish: FaultSettings = { kind: 'vanish', atUs: 1, share: 1, lengthUs: undefined };

afterEach(() => void findMissingFilter.mockReset());

describe('requirePacketFilter', () => {
  it.each<FaultSettings>([
    vanish,
    { kind: 'packet-blackhole', atUs: 1, lengthUs: 1 },
    { kind: 'packet-loss', atUs: 1, lengthUs: 1, share: 0.1 },
  ])('refuses $kind where packets cannot vanish, saying what is missing', (fault) => {
    findMissingFilter.mockReturnValue('needs `nft`: apt-get install nftables');
    expect(() => requirePacketFilter(planWith(fault))).toThrow(
      expect.objectContaining({
        code: 'SQUALL_PACKETS',
        message: `the fault ${fault.kind} needs \`nft\`: apt-get install nftables`,
        place: { key: 'faults' },
      }),
    );
  });

  it('lets them pass where they can, and does not ask for what needs none', () => {
    requirePacketFilter(planWith(vanish));
    findMissingFilter.mockReset().mockReturnValue('needs root');
    requirePacketFilter(planWith({ kind: 'stall', atUs: 1, lengthUs: 1 }));
    requirePacketFilter(planWith());
    expect(findMissingFilter).not.toHaveBeenCalled();
  });
});
