import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { builtFile } from '../../src/system/package-root.js';
import type { ServerLine } from '../../src/wire/protocol.js';

/** A server whose host has another monotonic clock, as far as it can tell. */
export interface ShiftedServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a reference server in a time namespace (time_namespaces(7)) whose monotonic clock is `seconds` ahead. */
export async function startShiftedServer(seconds: number): Promise<ShiftedServer> {
  const serve = [builtFile('src/main.js'), 'serve', '--transport', 'sse', '--json', '--standby'];
  const child = spawn(
    'unshare',
    ['--time', '--fork', '--kill-child', '--monotonic', String(seconds), process.execPath, ...serve],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  child.stdin.write('listen\n');
  for await (const text of createInterface(child.stdout)) {
    const line = JSON.parse(text) as ServerLine;
    if (line.event !== 'ready') continue;
    return {
      url: line.url,
      // The server is a child of unshare and out of a signal's reach, but it ends with its standard input.
      stop: async () => {
        child.stdin.end();
        await exited;
      },
    };
  }
  throw new Error('the server in a time namespace did not become ready');
}
