import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from './fault.js';

const sleep = vi.hoisted(() => vi.fn());
vi.mock('node:timers/promises', () => ({ setTimeout: sleep }));

const { blackholeNetwork } = await import('./packet-blackhole.js');
const { losePackets } = await import('./packet-loss.js');
const { stallServer } = await import('./stall.js');
const { vanishClients } = await import('./vanish.js');
const { stageFault } = await import('./testing/fault-stage.js');

type Staged = ReturnType<typeof stageFault>;

/** Lets a fault's sleep pass on the staged clock. */
function letTimePass({ time }: Staged): void {
  sleep.mockImplementation(
    async (delayMs: number, _value: undefined, { signal }: { signal: AbortSignal }) => {
      signal.throwIfAborted();
      time.advanceTo(time.nowUs() + delayMs * 1_000);
    },
  );
}

const lengthUs = 2_000_000;
const faults: [name: string, fault: Fault, doing: string, words: string, undoing: string][] = [
  ['stall', stallServer({ lengthUs }), 'freeze', 'server stopped where it stood for 2 s', 'thaw'],
  [
    'packet-blackhole',
    blackholeNetwork({ lengthUs }),
    'blackhole 2000000',
    'all packets vanish for 2 s',
    'lift blackhole 2000000',
  ],
  [
    'packet-loss',
    losePackets({ share: 0.015, lengthUs }),
    'lose 0.015 2000000',
    '1.5 % of the packets lost for 2 s',
    'lift lose 0.015 2000000',
  ],
];

beforeEach(() => void sleep.mockReset());

describe.each(faults)('%s', (_name, fault, doing, words, undoing) => {
  it('begins, lasts and is undone', async () => {
    const staged = stageFault();
    letTimePass(staged);
    await fault(staged.context);
    const preparing = doing === 'freeze' ? [] : ['prepare'];
    const counted = doing === 'freeze' ? '' : ', 3 of 9 packets';
    expect(staged.log).toEqual([
      ...preparing,
      doing,
      `begin ${words} | away true | 0 | 0`,
      undoing,
      `over at 2001000${counted}`,
    ]);
  });

  it('is undone when the run is interrupted, and not said to be over', async () => {
    const staged = stageFault();
    letTimePass(staged);
    staged.abort.abort();
    await expect(fault(staged.context)).rejects.toThrow(/abort/i);
    expect(staged.log.slice(-2)).toEqual([expect.stringMatching(/^begin /), undoing]);
  });
});

describe('stall', () => {
  it('leaves a server alone that is away', async () => {
    const staged = stageFault({ listening: false });
    await stallServer({ lengthUs })(staged.context);
    expect(staged.log).toEqual([]);
  });
});

describe('vanish', () => {
  it('severs the connections of the chosen that have one, before anybody stops', async () => {
    const staged = stageFault({ clients: 6 });
    letTimePass(staged);
    await vanishClients({ share: 1, lengthUs })(staged.context);
    expect(staged.log).toEqual([
      'prepare',
      'sever 4000 4002 4004',
      'vanish 4000 4002 4004',
      'begin 3 clients gone without a word for 2 s | away false | 1 | 3',
      'wake 0 2 4',
      'over at 2001000',
    ]);
  });

  it('without an end lets them stay away', async () => {
    const staged = stageFault({ clients: 6 });
    await vanishClients({ share: 1, lengthUs: undefined })(staged.context);
    expect(staged.log.at(-1)).toBe('begin 3 clients gone without a word | away false | 1 | 3');
  });

  it('chooses by seed and occurrence', async () => {
    const chosen = async (seed: number, occurrence: number): Promise<string | undefined> => {
      const staged = stageFault({ clients: 1_000, seed, occurrence });
      await vanishClients({ share: 0.1, lengthUs: undefined })(staged.context);
      return staged.log[1];
    };
    expect(await chosen(1, 0)).toBe(await chosen(1, 0));
    expect(await chosen(1, 0)).not.toBe(await chosen(2, 0));
    expect(await chosen(1, 0)).not.toBe(await chosen(1, 1));
  });
});
