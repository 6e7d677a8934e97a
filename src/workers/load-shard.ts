import type { ClientSocket } from '../faults/fault.js';
import { LoadRecorder } from '../load/load-recorder.js';
import { findInShard, listShard } from '../load/shard.js';
import { type ClientSurroundings, VirtualClient } from '../load/virtual-client.js';
import { timelineBinUs } from '../metrics/activity.js';
import { emptyByteSplit } from '../metrics/byte-split.js';
import type { LoadSnapshot } from '../metrics/load-snapshot.js';
import type { PhaseName } from '../metrics/phases.js';
import { planBackoff } from '../reconnect/backoff.js';
import { createPollGrid } from '../schedule/poll-grid.js';
import type { Clock } from '../system/clock.js';
import type { DueQueue } from '../system/due-queue.js';
import type { Transport, TransportContext } from '../transports/transport.js';
import { canaryTagOf } from '../wire/envelope.js';
import { AckLoad } from './ack-load.js';
import { ChatLoad } from './chat-load.js';
import { CohortLoad } from './cohort-load.js';
import { EchoLoad } from './echo-load.js';
import type { MessageSchedule, TrialBrief } from './messages.js';
import { openTargetEndpoint, readTargetCertificate } from './open-target.js';
import { describeFallback, encodeFallback, openTransport } from './open-transport.js';
import { TokenLoad } from './token-load.js';

/** How long connections get to say goodbye at the end of a trial, milliseconds. */
const settlePatienceMs = 2_000;

/** One worker's clients and what they share. */
export class LoadShard {
  readonly around: ClientSurroundings;
  readonly recorder: LoadRecorder;
  readonly #echoes: EchoLoad | undefined;
  readonly #acks: AckLoad | undefined;
  readonly #chat: ChatLoad | undefined;
  readonly #tokens: TokenLoad | undefined;
  readonly #cohorts: CohortLoad | undefined;
  readonly #bytes = emptyByteSplit();
  readonly #transport: Transport;
  readonly #clients: VirtualClient[] = [];
  readonly #brief: TrialBrief;
  readonly #worker: number;
  readonly #workers: number;
  readonly #originUs: number;

  constructor(
    brief: TrialBrief,
    worker: number,
    workers: number,
    originUs: number,
    clock: Clock,
    due: DueQueue,
  ) {
    this.#brief = brief;
    this.#worker = worker;
    this.#workers = workers;
    this.#originUs = originUs;
    const { scenario, localAddresses } = brief;
    this.recorder = new LoadRecorder(originUs);
    this.#echoes = EchoLoad.open(brief, clock);
    this.#acks = AckLoad.open(brief, clock, due);
    this.#chat = ChatLoad.open(brief, clock);
    this.#tokens = TokenLoad.open(brief, clock);
    const described = openTargetEndpoint(brief);
    const context: TransportContext = {
      url: described?.url ?? brief.url,
      via: brief.proxy,
      peerUrls: brief.peerUrls,
      certificate: readTargetCertificate(brief) ?? brief.certificate,
      compression: scenario.server.compression,
      clock,
      due,
      bytes: this.#bytes,
      connectTimeoutUs: scenario.reconnect.connectTimeoutUs,
      staleAfterUs: scenario.clients.staleAfterUs,
      heartbeat: scenario.clients.heartbeat,
      poll: createPollGrid(scenario.seed, scenario.poll.periodUs, originUs),
      holdUs: scenario.poll.holdUs,
      withoutCursor: scenario.poll.cursor === false,
      asksForAnswers: scenario.tokens !== undefined,
      described,
    };
    this.#transport = openTransport(scenario, context);
    this.around = {
      transport: this.#transport,
      clock,
      due,
      recorder: this.recorder,
      backoff: planBackoff(scenario.seed, scenario.reconnect),
      tag: brief.tag,
      canaryTag: canaryTagOf(brief.tag),
      measureFromUs: Number.POSITIVE_INFINITY,
      servers: 1 + (brief.peerUrls?.length ?? 0),
      localAddressOf: (client) => localAddresses[client % localAddresses.length],
    };
    this.#cohorts = CohortLoad.open(scenario, this.around, context, openTransport);
  }

  /** Client i of N is due to connect at i/N of the ramp, whichever worker holds it. */
  start(): void {
    const { count, rampUpUs } = this.#brief.scenario.clients;
    for (const index of listShard(count, this.#workers, this.#worker)) {
      const group = this.#cohorts?.groupOf(index);
      const around = group?.around ?? this.around;
      const client = new VirtualClient(index, around, {
        echo: this.#echoes?.enlist(index),
        acks: this.#acks?.enlist(index),
        chat: this.#chat?.enlist(index),
        tokens: this.#tokens?.enlist(index),
        cohort: group?.recorder,
      });
      this.#clients.push(client);
      client.start(this.#originUs + Math.floor((index * rampUpUs) / count));
    }
  }

  beginMessages(schedule: MessageSchedule): void {
    this.around.measureFromUs = schedule.measureFromUs;
    this.#cohorts?.measureFrom(schedule.measureFromUs);
    this.#echoes?.start(schedule, this.#clients);
    this.#chat?.start(schedule, this.#clients);
    this.#tokens?.start(schedule, this.#clients);
  }

  enterPhase(phase: PhaseName): void {
    this.recorder.enterPhase(phase);
    this.#echoes?.recorder.enterPhase(phase);
    if (phase === 'drain') this.#cohorts?.hurry();
  }

  cut(clients: readonly number[], how: 'close' | 'reset'): void {
    for (const index of clients) this.#find(index)?.cut(how);
  }

  silence(atUs: number): void {
    for (const client of this.#clients) client.silence(atUs);
  }

  locate(clients: readonly number[]): ClientSocket[] {
    return clients.flatMap((client) => {
      const end = this.#find(client)?.localEnd;
      return end === undefined ? [] : [{ client, ...end }];
    });
  }

  vanish(sockets: readonly ClientSocket[]): void {
    for (const { client, port } of sockets) this.#find(client)?.vanish(port);
  }

  wake(clients: readonly number[]): void {
    for (const client of clients) this.#find(client)?.wake();
  }

  /** Undefined when another worker holds the client. */
  #find(client: number): VirtualClient | undefined {
    const position = findInShard(client, this.#workers, this.#worker);
    return position === undefined ? undefined : this.#clients[position];
  }

  takeTick(nowUs: number) {
    const activity = this.recorder.activity.take(nowUs);
    const latencies = this.recorder.takeLatencies(nowUs);
    return {
      completeUs: Math.floor((nowUs - this.#originUs) / timelineBinUs) * timelineBinUs,
      activity,
      latencies,
      subscribed: this.recorder.subscribedNow,
      delivered: this.recorder.delivered,
      gaveUp: this.recorder.gaveUp,
      echo: (this.#echoes ?? this.#tokens ?? this.#chat ?? this.#acks)?.readTick(),
      uplinks:
        (this.#echoes?.recorder.uplinksNow ?? 0) + (this.#acks?.uplinks ?? 0) + (this.#chat?.uplinks ?? 0),
      reached: this.recorder.reached,
      lastFailure: this.recorder.lastFailure,
    };
  }

  async finish(): Promise<Omit<LoadSnapshot, 'health' | 'scheduling'>> {
    await this.#echoes?.stop();
    await this.#tokens?.stop();
    await this.#chat?.stop();
    for (const client of this.#clients) client.finish();
    const transports = [this.#transport, ...(this.#cohorts?.transports ?? [])];
    await Promise.all(transports.map((transport) => transport.settle(settlePatienceMs)));
    this.recorder.endWaiting();
    const {
      failures,
      returnFailures,
      opened,
      disconnected,
      returned,
      returnAttempts,
      awaitedServer,
      gaveUp,
      skippedPolls,
      foreign,
    } = this.recorder;
    return {
      ...this.recorder.encodeBins(),
      histograms: {
        ...this.recorder.encodeHistograms(),
        ...this.#echoes?.encodeHistograms(),
        ...encodeFallback(this.#transport),
        ...this.#tokens?.encodeHistograms(),
        ...this.#chat?.encodeHistograms(),
        ...this.#cohorts?.encodeHistograms(),
      },
      bytes: this.#bytes,
      failures,
      returnFailures,
      opened,
      disconnected,
      returned,
      returnAttempts,
      awaitedServer,
      gaveUp,
      skippedPolls,
      foreign,
      ledgers: this.#clients.map((client) => client.encodeLedger()),
      echo: this.#echoes?.takeSnapshot(),
      fallback: describeFallback(this.#transport),
      acks: this.#acks?.takeSnapshot(),
      tokens: this.#tokens?.takeSnapshot(),
      chat: this.#chat?.takeSnapshot(),
    };
  }
}
