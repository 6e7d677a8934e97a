import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { builtFile } from '../src/system/package-root.js';
import { paths, type ReadyLine, type ServerLine } from '../src/wire/protocol.js';

/** A reference server as a user starts it: `squall serve --json …`. */
export class ServedProcess {
  readonly ready: ReadyLine;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ready: ReadyLine) {
    this.#child = child;
    this.ready = ready;
  }

  /** @param nodeOptions for Node itself, such as `--tls-keylog=…` */
  static async start(args: readonly string[], nodeOptions: readonly string[] = []): Promise<ServedProcess> {
    const child = spawn(
      process.execPath,
      [...nodeOptions, builtFile('src/main.js'), 'serve', '--json', ...args],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    for await (const line of createInterface(child.stdout)) {
      const said = JSON.parse(line) as ServerLine;
      if (said.event === 'ready') return new ServedProcess(child, said);
    }
    throw new Error(`squall serve ${args.join(' ')} did not become ready`);
  }

  /** Publishes a message; resolves when the server has accepted it. */
  async publish(payload: string): Promise<void> {
    const { url, certificate } = this.ready;
    const options = { method: 'POST', agent: false as const };
    const target = new URL(paths.publish, url);
    const posted =
      certificate === undefined
        ? request(target, options)
        : secureRequest(target, { ...options, ca: certificate });
    posted.end(payload);
    const [answer] = (await once(posted, 'response')) as [IncomingMessage];
    answer.resume();
    if (answer.statusCode !== 200) throw new Error(`publishing was answered ${answer.statusCode}`);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}
