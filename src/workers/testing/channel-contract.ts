import { describe, expect, it, vi } from 'vitest';
import { until } from '../../transports/testing/recording-handlers.js';
import type { WorkerChannel } from '../worker-channel.js';
import type { PeerCommand } from './channel-peer.js';

type Near = WorkerChannel<PeerCommand, unknown>;

/** What every channel between coordinator and load process has to keep to. */
export function describeWorkerChannel(name: string, open: () => Near): void {
  describe(`${name} as a worker channel`, () => {
    it('carries messages both ways, whole and in order', async () => {
      const channel = open();
      const values = Array.from({ length: 200 }, (_, index) => ({
        index,
        text: 'ü\n"',
        list: [null, 1.5, index],
      }));
      const got: unknown[] = [];
      channel.onMessage((message) => void got.push(message));
      for (const value of values) channel.send({ kind: 'echo', value });
      await until(() => got.length === values.length);
      channel.close();
      expect(got).toEqual(values);
    });

    it('carries a message of a megabyte', async () => {
      const channel = open();
      const value = 'x'.repeat(1_000_000);
      const got: unknown[] = [];
      channel.onMessage((message) => void got.push(message));
      channel.send({ kind: 'echo', value });
      await until(() => got.length === 1);
      channel.close();
      expect(got[0] === value).toBe(true);
    });

    it('tells once that the other side is gone, with a reason, after its last message', async () => {
      const channel = open();
      const got: unknown[] = [];
      const onClose = vi.fn<(reason: string) => void>();
      channel.onMessage((message) => void got.push(message));
      channel.onClose((reason) => {
        got.push('closed');
        onClose(reason);
      });
      channel.send({ kind: 'burst', count: 500 });
      await until(() => onClose.mock.calls.length > 0);
      expect(got).toEqual([...Array.from({ length: 500 }, (_, number) => number), 'closed']);
      expect(onClose.mock.calls[0]?.[0]).not.toBe('');
      channel.close();
      channel.send({ kind: 'echo', value: 1 });
      await new Promise((resolve) => setImmediate(resolve));
      expect(onClose).toHaveBeenCalledOnce();
      expect(got).toHaveLength(501);
    });

    it('closes after what it has sent, not before', async () => {
      const channel = open();
      const got: number[] = [];
      let closed = false;
      channel.onMessage((message) => void got.push(String(message).length));
      channel.onClose(() => {
        closed = true;
      });
      channel.send({ kind: 'last-words', count: 20 });
      await until(() => closed);
      expect(got).toEqual(Array.from({ length: 20 }, () => 1_000_000));
    });

    it('keeps messages until someone asks for them', async () => {
      const channel = open();
      let closed = false;
      channel.onClose(() => {
        closed = true;
      });
      channel.send({ kind: 'burst', count: 3 });
      await until(() => closed);
      const got: unknown[] = [];
      channel.onMessage((message) => void got.push(message));
      expect(got).toEqual([0, 1, 2]);
    });

    it('lets the other side know that this one has closed', async () => {
      const channel = open();
      let gone = false;
      channel.onClose(() => {
        gone = true;
      });
      channel.close();
      channel.close();
      await until(() => gone);
    });
  });
}
