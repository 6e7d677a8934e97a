import { describe, expect, it } from 'vitest';
import { openLoopback } from '../network/loopback.js';
import { makeScenario, makeTrial } from '../scenario/testing/make-scenario.js';
import type { ProxyCommand, ProxyReport } from './proxy-messages.js';
import { openTrialProxy } from './trial-proxy.js';

const proxySettings = { idleTimeoutUs: undefined, stripUpgrade: false, conditions: [] };

/** A proxy whose process is played by the test. */
async function open() {
  const network = await openLoopback(1);
  const sent: ProxyCommand[] = [];
  let report: (message: ProxyReport) => void = () => undefined;
  let leave: (reason: string) => void = () => undefined;
  const channel = {
    send: (command: ProxyCommand) => void sent.push(command),
    onMessage: (handler: (message: ProxyReport) => void) => {
      report = handler;
    },
    onClose: (handler: (reason: string) => void) => {
      leave = handler;
    },
    close: () => leave('closed'),
  };
  const trial = makeTrial(makeScenario({ proxy: proxySettings }));
  const proxy = await openTrialProxy(trial, network, () => ({ channel, kill: () => leave('killed') }));
  if (proxy === undefined) throw new Error('there is no proxy');
  return {
    proxy,
    network,
    sent,
    report: (message: ProxyReport) => report(message),
    leave: (reason: string) => leave(reason),
  };
}

describe('the proxy of a trial', () => {
  it('is not there where the scenario has none', async () => {
    expect(await openTrialProxy(makeTrial(), await openLoopback(1))).toBeUndefined();
  });

  it('cannot stand on a link that is counted', async () => {
    const network = { ...(await openLoopback(1)), wire: {} as never };
    const opened = openTrialProxy(makeTrial(makeScenario({ proxy: proxySettings })), network);
    await expect(opened).rejects.toMatchObject({ code: 'SQUALL_USAGE' });
  });

  it('listens on a port of its own, before the server', async () => {
    const { proxy, network, sent, report } = await open();
    const opened = proxy.open();
    report({ kind: 'open' });
    await opened;
    expect(sent).toEqual([
      {
        kind: 'open',
        opening: expect.objectContaining({
          ...proxy.address,
          serverUrl: `http://127.0.0.1:${network.port}`,
          conditions: [],
        }),
      },
    ]);
    expect(proxy.address.port).not.toBe(network.port);
  });

  it('waits until a toxic is at work, and until it is gone', async () => {
    const { proxy, sent, report } = await open();
    const added = proxy.add({ toxic: { kind: 'reset', afterUs: 0 }, direction: 'both', share: 1 });
    report({ kind: 'toxic-set', id: 0, atUs: 11 });
    expect(await added).toEqual({ id: 0, atUs: 11 });
    const removed = proxy.remove(0);
    report({ kind: 'toxic-set', id: 0, atUs: 12 });
    expect(await removed).toBe(12);
    expect(sent.map(({ kind }) => kind)).toEqual(['add-toxic', 'remove-toxic']);
  });

  it('fails the trial when its process is gone, but not when it was dismissed', async () => {
    const { proxy, leave } = await open();
    leave('it was ended by SIGKILL');
    await expect(proxy.failed).rejects.toMatchObject({ code: 'SQUALL_WORKER_DIED' });
    await expect(
      proxy.add({ toxic: { kind: 'reset', afterUs: 0 }, direction: 'both', share: 1 }),
    ).rejects.toThrow();
    const other = await open();
    other.proxy.kill();
    expect(await Promise.race([other.proxy.failed, Promise.resolve('fine')])).toBe('fine');
  });
});
