import { type ChildProcess, fork } from 'node:child_process';
import { SquallError } from '../errors.js';
import type { ClientSocket, LoadUnderFault } from '../faults/fault.js';
import type { HealthByPhase, LoadSnapshot } from '../metrics/load-snapshot.js';
import type { EncodedPublishLog } from '../metrics/publish-log.js';
import type { Scheduling } from '../metrics/scheduling.js';
import { builtFile } from '../system/package-root.js';
import { HandInWatch } from './hand-in-watch.js';
import type { Command, LoadTick, Report, TrialBrief } from './messages.js';
import { openChildChannel } from './process-channel.js';
import type { WorkerChannel } from './worker-channel.js';

type Channel = WorkerChannel<Command, Report>;

/**
 * Opens a channel to a new load process of the given role.
 * @param prefix command and arguments that run the command after them where the process belongs
 */
export type Recruit = (role: 'load' | 'publisher', prefix?: readonly string[]) => Recruited;

export interface Recruited {
  readonly channel: Channel;
  readonly kill: () => void;
}

/** What the coordinator wants to hear while a trial runs. */
export interface CrewListener {
  onLoadTick(tick: LoadTick): void;
  onPublisherTick(outstanding: number, acknowledged: number): void;
  onPublished(): void;
  onCanaryRefused(why: string): void;
}

export interface CrewFindings {
  readonly snapshots: readonly LoadSnapshot[];
  readonly publishLog: EncodedPublishLog;
  readonly publisherHealth: HealthByPhase;
  readonly publisherScheduling: Scheduling;
  /** Canaries that the server accepted. */
  readonly canaries: number;
}

/** The load processes of one trial: some workers with clients, and one publisher. */
export class Crew implements LoadUnderFault {
  readonly #members: Member[];
  readonly #listener: CrewListener;
  readonly #failed: Promise<never>;
  #fail: (error: Error) => void = () => undefined;
  #handIn: HandInWatch<Member> | undefined;
  readonly #questions = new Map<number, (sockets: readonly ClientSocket[]) => void>();
  #nextQuestion = 0;

  constructor(workers: number, recruit: Recruit, listener: CrewListener) {
    this.#listener = listener;
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#failed.catch(() => undefined);
    const roles = [...Array.from({ length: workers }, () => 'load' as const), 'publisher' as const];
    this.#members = roles.map((role) => new Member(role, recruit, this.#hear, this.#fail));
  }

  /** Rejects when a load process failed or ended before its work did; never resolves. */
  get failed(): Promise<never> {
    return this.#failed;
  }

  /** Hands out the brief; resolves when every process is ready to start. */
  async prepare(brief: TrialBrief): Promise<void> {
    const workers = this.#members.length - 1;
    for (const [worker, member] of this.#members.entries()) {
      member.send(
        member.role === 'load'
          ? { kind: 'prepare-load', brief, worker, workers }
          : { kind: 'prepare-publisher', brief },
      );
    }
    await Promise.race([Promise.all(this.#members.map((member) => member.ready)), this.#failed]);
  }

  broadcast(command: Command): void {
    for (const member of this.#members) member.send(command);
  }

  cut(clients: readonly number[], how: 'close' | 'reset'): void {
    this.broadcast({ kind: 'cut', clients, how });
  }

  async locate(clients: readonly number[]): Promise<readonly ClientSocket[]> {
    const question = this.#nextQuestion++;
    const workers = this.#members.length - 1;
    const found: ClientSocket[] = [];
    let answers = 0;
    const answered = new Promise<void>((resolve) => {
      this.#questions.set(question, (sockets) => {
        found.push(...sockets);
        if (++answers === workers) resolve();
      });
    });
    this.#tellWorkers({ kind: 'locate', question, clients });
    await Promise.race([answered, this.#failed]);
    this.#questions.delete(question);
    return found;
  }

  vanish(sockets: readonly ClientSocket[]): void {
    this.#tellWorkers({ kind: 'vanish', sockets });
  }

  wake(clients: readonly number[]): void {
    this.#tellWorkers({ kind: 'wake', clients });
  }

  /** What concerns clients only. */
  #tellWorkers(command: Command): void {
    for (const member of this.#members) if (member.role === 'load') member.send(command);
  }

  /** Ends the clients and the publisher and collects what they measured; the processes then end by themselves. */
  async finish(): Promise<CrewFindings> {
    const handIn = new HandInWatch(this.#members, workerDied);
    this.#handIn = handIn;
    this.broadcast({ kind: 'finish' });
    const all = Promise.all(this.#members.map((member) => member.finished));
    const reports = await Promise.race([all, handIn.overdue, this.#failed]).finally(() => handIn.stop());
    for (const member of this.#members) member.dismiss();
    const publisher = reports.find((report) => report.kind === 'publisher-finished');
    if (publisher === undefined) throw workerDied('the publisher handed in nothing');
    return {
      snapshots: reports.flatMap((report) => (report.kind === 'load-finished' ? [report.snapshot] : [])),
      publishLog: publisher.log,
      publisherHealth: publisher.health,
      publisherScheduling: publisher.scheduling,
      canaries: publisher.canaries,
    };
  }

  /** Ends all processes at once, whatever they hold. */
  killAll(): void {
    for (const member of this.#members) member.kill();
  }

  readonly #hear = (report: Report, from: Member): void => {
    switch (report.kind) {
      case 'load-tick':
        this.#listener.onLoadTick(report);
        return;
      case 'publisher-tick':
        this.#listener.onPublisherTick(report.outstanding, report.acknowledged);
        return;
      case 'located':
        this.#questions.get(report.question)?.(report.sockets);
        return;
      case 'published':
        this.#listener.onPublished();
        return;
      case 'canary-refused':
        this.#listener.onCanaryRefused(report.why);
        return;
      case 'failed':
        this.#fail(workerDied(report.message));
        return;
      case 'finishing':
        this.#handIn?.noteLife(from);
        return;
      case 'load-finished':
      case 'publisher-finished':
        this.#handIn?.noteDone(from);
        return;
      case 'ready':
        return;
    }
  };
}

type Finished = Extract<Report, { kind: 'load-finished' | 'publisher-finished' }>;

/** One load process as the coordinator sees it. */
class Member {
  readonly role: 'load' | 'publisher';
  readonly ready: Promise<void>;
  readonly finished: Promise<Finished>;
  readonly #channel: Channel;
  readonly kill: () => void;
  #dismissed = false;

  constructor(
    role: 'load' | 'publisher',
    recruit: Recruit,
    hear: (report: Report, from: Member) => void,
    fail: (error: Error) => void,
  ) {
    this.role = role;
    const { channel, kill } = recruit(role);
    this.#channel = channel;
    this.kill = () => {
      this.#dismissed = true;
      kill();
    };
    let resolveReady: () => void;
    let resolveFinished: (report: Finished) => void;
    this.ready = new Promise((resolve) => {
      resolveReady = resolve;
    });
    this.finished = new Promise((resolve) => {
      resolveFinished = resolve;
    });
    channel.onMessage((report) => {
      if (report.kind === 'ready') resolveReady();
      if (report.kind === 'load-finished' || report.kind === 'publisher-finished') resolveFinished(report);
      hear(report, this);
    });
    channel.onClose((reason) => {
      if (!this.#dismissed) fail(workerDied(`the ${role} process is gone: ${reason}`));
    });
  }

  send(command: Command): void {
    this.#channel.send(command);
  }

  dismiss(): void {
    this.#dismissed = true;
    this.#channel.close();
  }
}

function workerDied(message: string): SquallError {
  return new SquallError(
    'SQUALL_WORKER_DIED',
    message,
    'see the message above; if memory ran out, lower clients.count',
  );
}

/** Recruits child processes of the built program. */
export function recruitProcess(
  role: 'load' | 'publisher',
  prefix: readonly string[] = [],
): Recruited & { readonly pid: number | undefined } {
  const [program = process.execPath, ...args] = [...prefix, process.execPath, ...process.execArgv];
  const child: ChildProcess = fork(builtFile('src/workers/worker-main.js'), [role], {
    execPath: program,
    execArgv: args,
    // Its own process group: an interrupt at the terminal is for the coordinator alone.
    detached: true,
  });
  return { channel: openChildChannel(child), kill: () => void child.kill('SIGKILL'), pid: child.pid };
}
