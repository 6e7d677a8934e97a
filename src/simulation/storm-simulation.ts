import type { FailureCause } from '../metrics/end-causes.js';
import type { ReconnectPolicy } from '../reconnect/reconnect-policy.js';
import { AcceptQueues } from './accept-queues.js';
import { AdmissionBucket } from './admission-bucket.js';
import { ClientDelays } from './client-delays.js';
import { ClientRows } from './client-rows.js';
import { StormRecorder } from './storm-recorder.js';
import type { Losses, StormSettings } from './storm-settings.js';
import { findTimerUs, requestWaitUs } from './tcp-timers.js';
import { TimingWheel } from './timing-wheel.js';

/** What a client waits for; numbers, because there is one for each of ten million clients in a typed array. */
const steps = {
  /** To notice that its connection is lost. */
  loss: 0,
  /** To be due for an attempt. */
  due: 1,
  /** To have its SYN sent again; `repeats` says how often it was. */
  syn: 2,
  /** For its ACK and request, or a repetition of them, to reach the server. */
  ack: 3,
  /** For nothing any more. */
  back: 4,
  away: 5,
} as const;
type Step = (typeof steps)[keyof typeof steps];

type Failure = Extract<FailureCause, 'refused' | 'timeout' | 'unavailable'>;

/** Instant of a client that waits for nothing any more. */
const never = Number.POSITIVE_INFINITY;

/**
 * A discrete-event simulation of clients that return after an outage: the reconnect policies and draws of a real run, before
 * servers of a stated capacity. No clock, no network, no object per client; the same settings give the same storm.
 * See docs/simulation.md for the model and what it leaves out.
 *
 * Until the servers are back nothing that a client does concerns any other, so each is first brought by itself to its first
 * attempt that reaches a server. From there on the wheel keeps them in order.
 */
export class StormSimulation {
  readonly settings: StormSettings;
  readonly recorder = new StormRecorder();
  readonly queues: AcceptQueues;
  readonly admission: AdmissionBucket | undefined;
  readonly #wheel = new TimingWheel();
  readonly #rows: ClientRows;
  readonly #delays: ClientDelays;
  #brought = 0;
  /** How many clients the present one stands for. */
  #weight = 1;
  events = 0;
  /** Handshakes that the servers did for clients that had given up waiting. */
  answeredLate = 0;

  /** @param policy instead of the one that the settings name */
  constructor(settings: StormSettings, policy?: ReconnectPolicy) {
    const { clients, admission, lossSpanUs, losses } = settings;
    this.settings = settings;
    this.queues = new AcceptQueues(settings.servers);
    this.admission = admission && new AdmissionBucket(admission);
    this.#rows = new ClientRows(clients);
    this.#delays = new ClientDelays(settings, this.#rows, policy);
    this.#planLosses(losses ?? [{ atUs: 0, overUs: lossSpanUs, count: clients }]);
  }

  /** Clients notice in the order of their numbers, which says nothing of their draws. Whole microseconds: the wheel knows no others. */
  #planLosses(losses: readonly Losses[]): void {
    let client = 0;
    for (const { atUs, overUs, count } of losses) {
      for (let nth = 0; nth < count && client < this.settings.clients; nth++, client++)
        this.#rows.lostAtUs.set(client, Math.floor(atUs + (nth * overUs) / count));
    }
  }

  /** The instant simulated last. */
  get nowUs(): number {
    return this.#wheel.nowUs;
  }

  /** Clients that were brought to their first attempt that reaches a server. */
  get brought(): number {
    return this.#brought;
  }

  /** Clients by where they stand, counted one by one: back, away for good, and all others. */
  tallySteps(): { back: number; away: number; other: number } {
    const tally = { back: 0, away: 0, other: 0 };
    for (let client = 0; client < this.settings.clients; client++) {
      const step = this.#rows.step.get(client);
      tally[step === steps.back ? 'back' : step === steps.away ? 'away' : 'other']++;
    }
    return tally;
  }

  /** Simulates some so many events. @returns whether there is more to come before `untilUs` */
  advance(events: number): boolean {
    const enough = this.events + events;
    while (this.#brought < this.settings.clients) {
      if (this.events >= enough) return true;
      this.#bring(this.#brought);
    }
    while (this.events < enough) {
      const client = this.#wheel.take();
      if (client < 0 || this.#wheel.nowUs >= this.settings.untilUs) return false;
      this.#plan(client, this.#follow(client, this.#wheel.nowUs));
    }
    return this.#wheel.size > 0;
  }

  /** From the loss to the first attempt that reaches a server: of one client, or of as many as do the same. */
  #bring(client: number): void {
    const twins = this.#countTwins(client);
    this.#delays.drew = this.#delays.differs;
    this.#weight = twins;
    const dueUs = this.#follow(client, this.#rows.lostAtUs.get(client));
    this.#weight = 1;
    this.#brought += twins;
    this.#plan(client, dueUs);
    for (let twin = client + 1; twin < this.#brought; twin++) {
      this.#rows.copy(client, twin);
      this.#plan(twin, dueUs);
    }
  }

  /** Clients from here on that lost their connection with the one before, which drew nothing. The one itself if there are none. */
  #countTwins(client: number): number {
    if (client === 0 || this.#delays.drew) return 1;
    const { lostAtUs } = this.#rows;
    const [sinceUs, end] = [lostAtUs.get(client - 1), Math.min(client + mostTwins, this.settings.clients)];
    let next = client;
    while (next < end && lostAtUs.get(next) === sinceUs) next++;
    return Math.max(1, next - client);
  }

  /** Does what a client waits for, and what comes next as long as no server has a part in it. @returns when it is to go on */
  #follow(client: number, fromUs: number): number {
    const { outageUs, roundTripUs, untilUs } = this.settings;
    let atUs = fromUs;
    let left = mostSteps;
    do {
      this.events += this.#weight;
      atUs = this.#step(client, atUs);
    } while (atUs + roundTripUs / 2 < outageUs && atUs < untilUs && --left > 0);
    return atUs;
  }

  #plan(client: number, dueUs: number): void {
    if (dueUs !== never) this.#wheel.plan(client, dueUs);
  }

  #step(client: number, nowUs: number): number {
    switch (this.#rows.step.get(client) as Step) {
      case steps.loss:
        return this.#backOff(client, nowUs);
      case steps.due:
        return this.#attempt(client, nowUs);
      case steps.syn:
        return this.#sendSyn(client, nowUs);
      case steps.ack:
        return this.#bringAck(client, nowUs);
      default:
        return never;
    }
  }

  #wait(client: number, step: Step, untilUs: number): number {
    this.#rows.step.set(client, step);
    return Math.round(untilUs);
  }

  #backOff(client: number, atUs: number): number {
    const delayUs = this.#delays.next(client);
    if (delayUs !== undefined) return this.#wait(client, steps.due, atUs + delayUs);
    this.#rows.step.set(client, steps.away);
    this.recorder.gaveUp += this.#weight;
    return never;
  }

  #attempt(client: number, nowUs: number): number {
    const rows = this.#rows;
    const attempts = rows.attempts.get(client);
    this.recorder.recordAttempt(nowUs, attempts === 0, this.#weight);
    rows.attempts.set(client, attempts + 1);
    rows.repeats.set(client, 0);
    rows.beganAtUs.set(client, nowUs);
    return this.#sendSyn(client, nowUs);
  }

  /** The SYN reaches the server half a round trip later; if it is answered, ACK and request do after another whole one. */
  #sendSyn(client: number, nowUs: number): number {
    const { roundTripUs, outageUs, whileAway, synWaitsUs } = this.settings;
    const arrivesUs = nowUs + roundTripUs / 2;
    const isAway = arrivesUs < outageUs;
    if (isAway && whileAway === 'refuse') return this.#fail(client, nowUs + roundTripUs, 'refused');
    if (isAway || this.queues.turnsAway(this.#turnOf(client), arrivesUs))
      return this.#repeat(client, nowUs, steps.syn, synWaitsUs[this.#rows.repeats.get(client)]);
    this.#rows.repeats.set(client, 0);
    return this.#wait(client, steps.ack, nowUs + 1.5 * roundTripUs);
  }

  /** Since the SYN was let in others may have taken the places: the server then drops the ACK, which the client does not know. */
  #bringAck(client: number, nowUs: number): number {
    const { roundTripUs } = this.settings;
    const turn = this.#turnOf(client);
    if (this.queues.turnsAway(turn, nowUs))
      return this.#repeat(
        client,
        nowUs,
        steps.ack,
        requestWaitUs(this.#rows.repeats.get(client), roundTripUs),
      );
    return this.#answer(client, this.queues.join(turn, nowUs) + roundTripUs / 2);
  }

  #turnOf(client: number): number {
    return client + this.#rows.attempts.get(client);
  }

  #deadlineUs(client: number): number {
    return this.#rows.beganAtUs.get(client) + this.settings.reconnect.connectTimeoutUs;
  }

  /** Nothing came back: the segment is sent again, or the time for the attempt is over before. */
  #repeat(client: number, nowUs: number, step: Step, waitUs = never): number {
    const deadlineUs = this.#deadlineUs(client);
    const nextUs = findTimerUs(nowUs, waitUs);
    if (nextUs >= deadlineUs) return this.#fail(client, deadlineUs, 'timeout');
    this.#rows.repeats.set(client, this.#rows.repeats.get(client) + 1);
    return this.#wait(client, step, nextUs);
  }

  #answer(client: number, heardUs: number): number {
    // The server does not know yet that nobody listens: the token is gone as well.
    const isAdmitted = this.admission?.take(heardUs) ?? true;
    if (heardUs > this.#deadlineUs(client)) {
      this.answeredLate++;
      return this.#fail(client, this.#deadlineUs(client), 'timeout');
    }
    if (isAdmitted) return this.#return(client, heardUs);
    this.#delays.askToWait(client);
    return this.#fail(client, heardUs, 'unavailable');
  }

  /** Outcomes are noted before they are heard: nothing can come between, and it costs no event. */
  #return(client: number, atUs: number): number {
    if (atUs >= this.settings.untilUs) return never;
    const rows = this.#rows;
    rows.step.set(client, steps.back);
    this.recorder.recordReturn(
      atUs,
      Math.round(atUs - rows.beganAtUs.get(client)),
      Math.round(atUs - rows.lostAtUs.get(client)),
      Math.round(atUs - this.settings.outageUs),
    );
    return never;
  }

  #fail(client: number, atUs: number, failure: Failure): number {
    if (atUs >= this.settings.untilUs) return never;
    this.recorder.recordFailure(failure, atUs, this.#weight);
    return this.#backOff(client, atUs);
  }
}

/** Twins are planned at one go, and one client's steps taken, between two looks at the keyboard. Whoever has more goes on by the wheel. */
const mostTwins = 100_000;
const mostSteps = 100_000;
