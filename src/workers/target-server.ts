import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { SquallError } from '../errors.js';
import type { ServerUnderFault } from '../faults/fault.js';
import type { ServerCost } from '../metrics/measurement.js';
import type { TargetCommands, TargetSettings } from '../scenario/target.js';
import { resolveVariables } from '../scenario/variables.js';
import type { Clock } from '../system/clock.js';
import { readTreeCost } from '../system/process-tree.js';
import { controlAddress } from '../wire/protocol.js';
import type { Redact } from './redact-secrets.js';
import type { ServerOfTrial } from './server-of-trial.js';
import { stopWithinMs } from './server-process.js';
import { ShellCommand } from './shell-command.js';

/** Between two readings of what its processes have used, milliseconds. */
const costEveryMs = 100;

/** Between two questions whether the server is ready, milliseconds. */
const askEveryMs = 20;

export interface TargetServerSettings {
  readonly target: TargetSettings;
  /** Folder that commands run in. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Aborted when the run is to end early. */
  readonly signal: AbortSignal;
  readonly redact: Redact;
  /** Called when the server's own process ends without having been told to. */
  readonly onUnexpectedEnd: () => void;
  readonly onForcedStop: () => void;
  /** Every so often what its processes have used, while `start` is in the foreground. */
  readonly onCost: (cost: ServerCost) => void;
}

/**
 * A server that is not ours, through all its lives: run by the user's commands, or, without them, there before the trial
 * and after it.
 */
export class TargetServer implements ServerOfTrial {
  readonly #settings: TargetServerSettings;
  readonly #commands: TargetCommands | undefined;
  /** The command that started it, while that is still in the foreground. */
  #process: ShellCommand | undefined;
  #listening = false;
  /** `restart` has done both: there is nothing left to start. */
  #isRestarted = false;
  #starts = 0;
  #costs: NodeJS.Timeout | undefined;

  constructor(settings: TargetServerSettings) {
    this.#settings = settings;
    this.#commands = settings.target.commands;
  }

  get starts(): number {
    return this.#starts;
  }

  get listening(): boolean {
    return this.#listening;
  }

  /** Starts the server, unless it runs already, and waits until it is ready; resolves with the instant at which it was. */
  async replace(): Promise<number> {
    const commands = this.#commands;
    if (commands?.start !== undefined && !this.#isRestarted) this.#start(commands.start);
    this.#isRestarted = false;
    if (commands !== undefined) await this.#waitUntilReady(commands);
    this.#listening = true;
    this.#starts++;
    this.#watchCost();
    return this.#settings.clock.nowUs();
  }

  get processes(): readonly ServerUnderFault[] {
    return [this];
  }

  async end(mode: 'graceful' | 'crash'): Promise<void> {
    const { stop, restart, crash } = this.#commands ?? {};
    this.#listening = false;
    this.#readCost();
    clearInterval(this.#costs);
    const process = this.#process;
    this.#process = undefined;
    if (mode === 'graceful' && stop === undefined && restart !== undefined) {
      await this.#perform('restart', restart);
      this.#isRestarted = true;
      return;
    }
    const command = mode === 'crash' ? crash : stop;
    if (command !== undefined) await this.#perform(mode === 'crash' ? 'crash' : 'stop', command);
    // A command that stops it gets the time for it.
    if (command !== undefined && process?.running) {
      await Promise.race([process.exited, sleep(stopWithinMs, undefined, { ref: false })]);
    }
    if (mode === 'crash') process?.kill('SIGKILL');
    else if ((await process?.end()) === 'forced') this.#settings.onForcedStop();
    await process?.exited;
  }

  /** Checked beforehand: a scenario that asks for it is refused. */
  disconnect(): Promise<void> {
    return Promise.reject(new Error('a target cannot be told to cut connections'));
  }

  /** Checked beforehand, too. */
  freeze(): Promise<undefined> {
    return Promise.reject(new Error('a target cannot be stopped where it stands'));
  }

  /** And this. */
  drain(): Promise<void> {
    return Promise.reject(new Error('a target cannot be told to drain its connections'));
  }

  /** Ends a server that this trial started; one that was there before stays. */
  async stop(): Promise<void> {
    if (this.#commands?.start === undefined) return;
    const isUp = this.#listening || this.#process !== undefined;
    if (isUp) await this.end('graceful').catch(() => undefined);
  }

  #start(command: string): void {
    const started = new ShellCommand(command, this.#settings);
    this.#process = started;
    void started.exited.then(() => {
      if (this.#process !== started) return;
      // A command that ends well has left a service behind; one that fails is noticed by who waits for readiness.
      if (started.failure === undefined) started.release();
      else if (this.#listening) this.#settings.onUnexpectedEnd();
    });
  }

  /** What is not in the foreground is nobody's child here, and stays unknown. */
  #watchCost(): void {
    clearInterval(this.#costs);
    if (this.#process === undefined) return;
    this.#costs = setInterval(() => this.#readCost(), costEveryMs);
    this.#costs.unref();
  }

  #readCost(): void {
    const { clock, onCost } = this.#settings;
    const pid = this.#process?.running ? this.#process.pid : undefined;
    const cost = pid === undefined ? undefined : readTreeCost(pid);
    if (cost !== undefined) onCost({ ...cost, atUs: clock.nowUs(), life: this.#starts });
  }

  async #waitUntilReady({ ready, timeoutUs }: TargetCommands): Promise<void> {
    const { variables, clock, signal } = this.#settings;
    const url = new URL(resolveVariables(ready, { ...process.env, ...variables }));
    const untilUs = clock.nowUs() + timeoutUs;
    while (!(await answers(url))) {
      const failure = this.#process?.failure;
      if (failure !== undefined) throw this.#failed(`the command start ended with ${failure}`);
      if (clock.nowUs() > untilUs) throw this.#failed(`gave no HTTP answer within ${timeoutUs / 1e6} s`);
      await sleep(askEveryMs, undefined, { signal });
    }
  }

  async #perform(name: string, command: string): Promise<void> {
    const { timeoutUs = 0 } = this.#commands ?? {};
    const performed = new ShellCommand(command, this.#settings);
    const isOver = await Promise.race([
      performed.exited.then(() => true),
      sleep(timeoutUs / 1000, false, { ref: false }),
    ]);
    if (!isOver) performed.kill('SIGKILL');
    await performed.exited;
    performed.release();
    if (!isOver) throw this.#failed(`the command ${name} took longer than ${timeoutUs / 1e6} s`);
    if (performed.failure !== undefined) {
      throw this.#failed(`the command ${name} ended with ${performed.failure}`);
    }
  }

  #failed(problem: string): SquallError {
    const { target, redact } = this.#settings;
    return new SquallError(
      'SQUALL_TARGET',
      redact(`${target.name}: ${problem}`),
      'run the command by itself in the folder of the scenario',
      { key: 'target.commands' },
    );
  }
}

/** Whether anybody answers there at all; any status will do. */
async function answers(url: URL): Promise<boolean> {
  const options = {
    method: 'GET',
    agent: false,
    timeout: 1_000,
    ...(url.hostname.startsWith('127.') ? { localAddress: controlAddress } : {}),
  };
  const asked: ClientRequest =
    url.protocol === 'https:'
      ? requestSecurely(url, { ...options, rejectUnauthorized: false })
      : request(url, options);
  asked.on('timeout', () => asked.destroy());
  asked.end();
  try {
    await once(asked, 'response');
    return true;
  } catch {
    return false;
  } finally {
    asked.on('error', () => undefined);
    asked.destroy();
  }
}
