import { Publisher } from '../load/publisher.js';
import type { Scheduling } from '../metrics/scheduling.js';
import { createSchedule } from '../schedule/schedule.js';
import type { Clock } from '../system/clock.js';
import { raisePriority } from '../system/raise-priority.js';
import { paths } from '../wire/protocol.js';
import type { Command, Report, TrialBrief } from './messages.js';
import { openTargetPublishing } from './open-target.js';
import { PhaseHealth } from './phase-health.js';
import type { WorkerChannel } from './worker-channel.js';

const tickMs = 100;

/** Publishes a trial's messages in a process of its own, as the coordinator's commands say. */
export class PublisherWorker {
  readonly #channel: WorkerChannel<Report, Command>;
  readonly #clock: Clock;
  readonly #health = new PhaseHealth();
  #brief: TrialBrief | undefined;
  #publisher: Publisher | undefined;
  #scheduling: Scheduling = 'normal';
  #ticking: NodeJS.Timeout | undefined;

  constructor(channel: WorkerChannel<Report, Command>, clock: Clock) {
    this.#channel = channel;
    this.#clock = clock;
    channel.onMessage((command) => this.#obey(command));
  }

  #obey(command: Command): void {
    switch (command.kind) {
      case 'prepare-publisher':
        this.#prepare(command.brief).catch(this.#fail);
        return;
      case 'publish-canaries':
        this.#publisher?.startCanaries((why) => this.#channel.send({ kind: 'canary-refused', why }));
        return;
      case 'publish':
        this.#publish(command.originUs, command.endUs);
        return;
      case 'phase':
        this.#health.enterPhase(command.phase);
        this.#publisher?.enterPhase(command.phase);
        return;
      case 'finish':
        this.#finish().catch(this.#fail);
        return;
      case 'start':
      case 'cut':
      case 'silence':
      case 'locate':
      case 'vanish':
      case 'wake':
      case 'server-away':
      case 'server-ready':
        return;
      case 'prepare-load':
        throw new Error('the publisher was told to simulate clients');
    }
  }

  readonly #fail = (error: unknown): void => {
    this.#channel.send({ kind: 'failed', message: String(error) });
  };

  async #prepare(brief: TrialBrief): Promise<void> {
    this.#brief = brief;
    // A late send would look like a slow server.
    this.#scheduling = raisePriority();
    const { payloadBytes } = brief.scenario.publish;
    this.#publisher = new Publisher({
      clock: this.#clock,
      localAddress: brief.controlAddress,
      tag: brief.tag,
      payloadBytes,
      ...(openTargetPublishing(brief) ?? {
        url: new URL(paths.publish, brief.publishUrl ?? brief.url).href,
        certificate: brief.certificate,
      }),
    });
    await this.#publisher.rehearse();
    this.#channel.send({ kind: 'ready' });
  }

  #publish(originUs: number, endUs: number): void {
    if (this.#brief === undefined) throw new Error('told to publish before it was prepared');
    const { seed, publish } = this.#brief.scenario;
    const { ratePerSecond, arrivals } = publish;
    const schedule = createSchedule({ originUs, endUs, ratePerSecond, arrivals, seed });
    this.#publisher?.start(schedule, () => this.#channel.send({ kind: 'published' }));
    this.#ticking = setInterval(() => this.#tick(), tickMs);
  }

  #tick(): void {
    if (this.#publisher === undefined) return;
    const { outstanding, log } = this.#publisher;
    this.#channel.send({ kind: 'publisher-tick', outstanding, acknowledged: log.acknowledgedCount });
  }

  async #finish(): Promise<void> {
    clearInterval(this.#ticking);
    const health = this.#health.finish();
    await this.#publisher?.stop();
    if (this.#publisher)
      this.#channel.send({
        kind: 'publisher-finished',
        log: this.#publisher.log.encode(),
        health,
        scheduling: this.#scheduling,
        canaries: this.#publisher.canaries.accepted,
      });
  }
}
