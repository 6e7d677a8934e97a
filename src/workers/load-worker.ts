import { timelineBinUs } from '../metrics/activity.js';
import type { Scheduling } from '../metrics/scheduling.js';
import type { Clock } from '../system/clock.js';
import { DueQueue } from '../system/due-queue.js';
import { askForCores } from './ask-for-cores.js';
import { LoadShard } from './load-shard.js';
import type { Command, Report, TrialBrief } from './messages.js';
import { PhaseHealth } from './phase-health.js';
import type { WorkerChannel } from './worker-channel.js';

/** How often a worker that hands in says that it is at work, milliseconds. */
const signOfLifeMs = 1_000;

/** Runs one worker's shard of the virtual clients, as the coordinator's commands say. */
export class LoadWorker {
  readonly #channel: WorkerChannel<Report, Command>;
  readonly #clock: Clock;
  readonly #due: DueQueue;
  readonly #health = new PhaseHealth();
  #shard: LoadShard | undefined;
  #brief: { brief: TrialBrief; worker: number; workers: number } | undefined;
  #scheduling: Scheduling = 'normal';
  #ticking: NodeJS.Timeout | undefined;

  constructor(channel: WorkerChannel<Report, Command>, clock: Clock) {
    this.#channel = channel;
    this.#clock = clock;
    this.#due = new DueQueue(clock);
    channel.onMessage((command) => this.#obey(command));
  }

  #obey(command: Command): void {
    switch (command.kind) {
      case 'prepare-load':
        this.#brief = command;
        this.#scheduling = askForCores(command.brief.scenario, command.workers);
        this.#channel.send({ kind: 'ready' });
        return;
      case 'start':
        this.#start(command.atUs);
        return;
      case 'publish':
        this.#shard?.beginMessages(command);
        return;
      case 'phase':
        this.#health.enterPhase(command.phase);
        this.#shard?.enterPhase(command.phase);
        return;
      case 'cut':
        this.#shard?.cut(command.clients, command.how);
        return;
      case 'silence':
        this.#shard?.silence(command.atUs);
        return;
      case 'locate':
        this.#channel.send({
          kind: 'located',
          question: command.question,
          sockets: this.#shard?.locate(command.clients) ?? [],
        });
        return;
      case 'vanish':
        this.#shard?.vanish(command.sockets);
        return;
      case 'wake':
        this.#shard?.wake(command.clients);
        return;
      case 'server-away':
        this.#shard?.recorder.awaitServer();
        return;
      case 'server-ready':
        this.#shard?.recorder.placeReady(command.atUs);
        return;
      case 'finish':
        this.#finish().catch((error: unknown) =>
          this.#channel.send({ kind: 'failed', message: String(error) }),
        );
        return;
      case 'publish-canaries':
        return;
      case 'prepare-publisher':
        throw new Error('a load worker was told to publish');
    }
  }

  #start(originUs: number): void {
    if (this.#brief === undefined) throw new Error('started before it was prepared');
    const { brief, worker, workers } = this.#brief;
    this.#shard = new LoadShard(brief, worker, workers, originUs, this.#clock, this.#due);
    this.#shard.start();
    this.#tickAfter(originUs + timelineBinUs);
  }

  /** Reports shortly after the end of each timeline bin. */
  #tickAfter(binEndUs: number): void {
    const delayMs = Math.max(1, Math.ceil((binEndUs - this.#clock.nowUs()) / 1000));
    this.#ticking = setTimeout(() => {
      this.#tick(this.#clock.nowUs());
      this.#tickAfter(
        binEndUs + timelineBinUs * Math.max(1, Math.ceil((this.#clock.nowUs() - binEndUs) / timelineBinUs)),
      );
    }, delayMs);
  }

  #tick(untilUs: number): void {
    if (this.#shard === undefined || this.#brief === undefined) return;
    this.#channel.send({
      kind: 'load-tick',
      worker: this.#brief.worker,
      ...this.#shard.takeTick(untilUs),
    });
  }

  async #finish(): Promise<void> {
    clearTimeout(this.#ticking);
    // The clients end before anything else happens, so the open bin is complete too.
    this.#tick(this.#clock.nowUs() + timelineBinUs);
    const health = this.#health.finish();
    const signs = setInterval(() => this.#channel.send({ kind: 'finishing' }), signOfLifeMs);
    const snapshot = await this.#shard?.finish();
    clearInterval(signs);
    this.#due.clear();
    if (snapshot !== undefined)
      this.#channel.send({
        kind: 'load-finished',
        snapshot: { ...snapshot, health, scheduling: this.#scheduling },
      });
  }
}
