import { describe, expect, it } from 'vitest';
import { disconnectClients } from './disconnect.js';
import { stageFault } from './testing/fault-stage.js';

async function cutBy(
  share: number,
  settings: Parameters<typeof stageFault>[0] = {},
): Promise<readonly string[]> {
  const { context, log } = stageFault(settings);
  await disconnectClients({ share, by: 'client', how: 'reset' })(context);
  return log;
}

describe('cutting clients', () => {
  it.each([
    [0, 10, 0],
    [0.25, 10, 3],
    [0.5, 7, 4],
    [0.1, 1_000, 100],
    [1, 10, 10],
  ])('cuts a share of %d of %d clients: exactly %d', async (share, clients, expected) => {
    const [begin, cut] = await cutBy(share, { clients });
    expect(begin).toMatch(new RegExp(`away false \\| ${share} \\| ${expected}$`));
    expect(cut).toMatch(new RegExp(`^cut ${expected} reset:`));
  });

  it('notes the beginning before it cuts', async () => {
    const { context, log } = stageFault();
    await disconnectClients({ share: 1, by: 'client', how: 'close' })(context);
    expect(log).toEqual([
      'begin 100 % of the connections cut by the client (close) | away false | 1 | 10',
      'cut 10 close: 0 1 2 3 4 5 6 7 8 9',
    ]);
  });

  it('chooses by seed and occurrence: others each time, the same again', async () => {
    const first = (await cutBy(0.3, { clients: 100 }))[1];
    expect((await cutBy(0.3, { clients: 100 }))[1]).toBe(first);
    expect((await cutBy(0.3, { clients: 100, occurrence: 1 }))[1]).not.toBe(first);
    expect((await cutBy(0.3, { clients: 100, seed: 2 }))[1]).not.toBe(first);
  });
});

describe('cutting at the server', () => {
  it('leaves the choice to the server and says that it is not known here', async () => {
    const { context, log } = stageFault({ seed: 40, occurrence: 2 });
    await disconnectClients({ share: 0.2, by: 'server', how: 'close' })(context);
    expect(log).toEqual([
      'begin 20 % of the connections cut by the server (close) | away false | 0.2 | unknown',
      'disconnect 0.2 close 42',
    ]);
  });
});
