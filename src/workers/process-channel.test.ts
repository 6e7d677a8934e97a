import { type ChildProcess, fork, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { until } from '../transports/testing/recording-handlers.js';
import { openChildChannel } from './process-channel.js';
import { describeWorkerChannel } from './testing/channel-contract.js';
import type { PeerCommand } from './testing/channel-peer.js';

const children: ChildProcess[] = [];
let folder = '';
let peer = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'squall-channel-'));
  peer = join(folder, 'peer.mjs');
  const entry = fileURLToPath(new URL('./testing/peer-process.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile: peer, bundle: true, platform: 'node', format: 'esm' });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function forkPeer(): ChildProcess {
  const child = fork(peer, { execArgv: [] });
  children.push(child);
  return child;
}

const openToChild = () => openChildChannel<PeerCommand, unknown>(forkPeer());

describeWorkerChannel('a child process', openToChild);

describe('the end of a child', () => {
  it.each<[string, (child: ChildProcess) => void, string]>([
    ['by a signal', (child) => void child.kill('SIGKILL'), 'it was ended by SIGKILL'],
    [
      'by closing the pipe, after which it has nothing left to do',
      (child) => child.disconnect(),
      'it exited with 0',
    ],
  ])('%s is told as it was', async (_name, end, expected) => {
    const child = forkPeer();
    const channel = openChildChannel<PeerCommand, unknown>(child);
    const reasons: string[] = [];
    channel.onClose((reason) => void reasons.push(reason));
    let ready = false;
    channel.onMessage(() => {
      ready = true;
    });
    channel.send({ kind: 'echo', value: 1 });
    await until(() => ready);
    end(child);
    await until(() => reasons.length > 0);
    expect(reasons).toEqual([expected]);
  });

  it('is told after messages that were still in the pipe when the process had ended', () => {
    const child = Object.assign(new EventEmitter(), {
      connected: true,
      exitCode: null as number | null,
      signalCode: null,
    });
    const channel = openChildChannel<PeerCommand, unknown>(child as unknown as ChildProcess);
    const told: unknown[] = [];
    channel.onMessage((message) => void told.push(message));
    channel.onClose((reason) => void told.push(reason));
    child.exitCode = 7;
    child.emit('exit', 7, null);
    child.emit('message', 'last words');
    child.connected = false;
    child.emit('disconnect');
    expect(told).toEqual(['last words', 'it exited with 7']);
  });

  it('before its beginning is told, and ends nothing else', async () => {
    const child = spawn(join(folder, 'missing'), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const channel = openChildChannel<PeerCommand, unknown>(child);
    const onClose = vi.fn<(reason: string) => void>();
    channel.onClose(onClose);
    await until(() => onClose.mock.calls.length > 0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(onClose).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('ENOENT'));
  });
});
