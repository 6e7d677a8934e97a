import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../src/system/package-root.js';
import { findServerPort } from '../src/system/ports.js';

const modules = process.env.NGINX_MODULES ?? '/usr/lib/nginx/modules';
const nginx = '/usr/sbin/nginx';
const host = '127.0.0.1';

/** What is missing to run Nchan on this machine, or undefined. */
export function missingNchan(): string | undefined {
  if (existsSync(nginx) && existsSync(join(modules, 'ngx_nchan_module.so'))) return undefined;
  return 'needs nginx with Nchan: apt-get install nginx libnginx-mod-nchan';
}

/** Nchan's own counts, as it tells them. */
export interface NchanCounts {
  /** `nchan_stub_status`. */
  readonly totalPublished: number;
  readonly storedMessages: number;
  readonly subscribers: number;
  /** Of the one channel, from its publisher location. */
  readonly channelMessages: number;
  readonly channelSubscribers: number;
}

export interface Nchan {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  count(): Promise<NchanCounts>;
  stop(): Promise<void>;
}

/** Starts nginx with the scenario's configuration in a folder of its own, on a free port; resolves when it answers. */
export async function startNchan(): Promise<Nchan> {
  const folder = mkdtempSync(join(tmpdir(), 'squall-nchan-'));
  const port = await findServerPort(host);
  const template = readFileSync(join(packageRoot, 'scenarios', 'nchan', 'nginx.conf'), 'utf8');
  const values: Record<string, string> = { PORT: String(port), SCRATCH: folder, MODULES: modules };
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    template.replace(/@([A-Z]+)@/g, (_, name: string) => values[name] ?? ''),
  );
  const child = spawn(nginx, ['-e', 'stderr', '-c', file], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const address = `${host}:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; ; attempt++) {
    if (await fetch(`http://${address}/status`).catch(() => undefined)) break;
    if (attempt < 250 && child.exitCode === null) await sleep(20);
    else {
      await stop();
      throw new Error('nginx did not start');
    }
  }
  return { address, count: () => readCounts(address), stop };
}

async function readCounts(address: string): Promise<NchanCounts> {
  const status = await (await fetch(`http://${address}/status`)).text();
  const channel = await fetch(`http://${address}/publish/room`, { headers: { accept: 'application/json' } });
  // There is no channel before its first message or subscriber.
  const { messages = 0, subscribers = 0 } =
    channel.status === 200 ? ((await channel.json()) as { messages: number; subscribers: number }) : {};
  return {
    totalPublished: readLine(status, 'total published messages'),
    storedMessages: readLine(status, 'stored messages'),
    subscribers: readLine(status, 'subscribers'),
    channelMessages: messages,
    channelSubscribers: subscribers,
  };
}

function readLine(status: string, name: string): number {
  const match = new RegExp(`^${name}: (\\d+)$`, 'm').exec(status);
  if (match === null) throw new Error(`Nchan does not tell ${name}`);
  return Number(match[1]);
}

/** The target of a scenario that speaks to an Nchan started here; WebSocket with or without the ids that clients resume by. */
export function describeNchan(address: string, withIds = true): string {
  const poll = `
      - { from: header last-modified, to: header if-modified-since }
      - { from: header etag, to: header if-none-match }`;
  const ids = withIds
    ? `, subprotocol: ws+meta.nchan, cursor: [{ from: 'text ^id: (\\S+)', to: query last_event_id }]`
    : '';
  return `target:
  name: Nchan
  websocket: { url: 'ws://${address}/ws/room'${ids} }
  sse: { url: 'http://${address}/events/room' }
  long-poll:
    url: http://${address}/poll/room
    cursor: ${poll}
  short-poll:
    url: http://${address}/news/room
    cursor: ${poll}
  publish: { url: 'http://${address}/publish/room' }
`;
}
