import type { FailureCause } from '../metrics/end-causes.js';
import { createPolicy } from '../reconnect/policies.js';
import type { ReconnectPolicy } from '../reconnect/reconnect-policy.js';
import { randomStream } from '../system/random.js';
import { StreamFamily } from '../system/stream-family.js';
import { AcceptQueues } from './accept-queues.js';
import { AdmissionBucket } from './admission-bucket.js';
import { StormRecorder } from './storm-recorder.js';
import type { Losses, StormSettings } from './storm-settings.js';
import { findTimerUs, requestWaitUs } from './tcp-timers.js';
import { TimingWheel } from './timing-wheel.js';

/** What a client waits for on the wheel; numbers, because there is one for each of ten million clients in a typed array. */
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

/**
 * A discrete-event simulation of clients that return after an outage: the reconnect policies and draws of a real run, before
 * servers of a stated capacity. No clock, no network, no object per client; the same settings give the same storm.
 * See docs/simulation.md for the model and what it leaves out.
 */
export class StormSimulation {
  readonly settings: StormSettings;
  readonly recorder = new StormRecorder();
  readonly queues: AcceptQueues;
  readonly admission: AdmissionBucket | undefined;
  readonly #wheel: TimingWheel;
  readonly #policy: ReconnectPolicy;
  readonly #draws: StreamFamily;
  readonly #retryAfterDraws: StreamFamily;
  readonly #steps: Uint8Array;
  readonly #attempts: Uint32Array;
  /** Repetitions of the segment that waits for an answer. */
  readonly #repeats: Uint8Array;
  readonly #previousUs: Float64Array;
  /** Sum of each one's delays. */
  readonly #waitedUs: Float64Array;
  /** When each client noticed its loss; undefined when all did at once. */
  readonly #lostAtUs: Float64Array | undefined;
  /** When each one's last attempt began. */
  readonly #beganAtUs: Float64Array;
  /** What the servers asked each client to wait; −1: nothing. Undefined when it is the same for all. */
  readonly #serverUs: Float64Array | undefined;
  events = 0;
  /** Handshakes that the servers did for clients that had given up waiting. */
  answeredLate = 0;

  /** @param policy instead of the one that the settings name */
  constructor(settings: StormSettings, policy: ReconnectPolicy = createPolicy(settings.reconnect)) {
    const { clients, seed, admission, lossSpanUs, losses } = settings;
    this.settings = settings;
    this.queues = new AcceptQueues(settings.servers);
    this.admission = admission && new AdmissionBucket(admission);
    this.#wheel = new TimingWheel(clients);
    this.#policy = policy;
    this.#draws = new StreamFamily(seed, 'reconnect');
    this.#retryAfterDraws = new StreamFamily(seed, 'retry-after');
    this.#steps = new Uint8Array(clients);
    this.#attempts = new Uint32Array(clients);
    this.#repeats = new Uint8Array(clients);
    this.#previousUs = new Float64Array(clients).fill(-1);
    this.#waitedUs = new Float64Array(clients);
    this.#lostAtUs = losses !== undefined || lossSpanUs > 0 ? new Float64Array(clients) : undefined;
    this.#beganAtUs = new Float64Array(clients);
    this.#serverUs = admission?.retryAfterUs === undefined ? undefined : new Float64Array(clients).fill(-1);
    this.#planLosses(losses ?? [{ atUs: 0, overUs: lossSpanUs, count: clients }]);
  }

  /** Clients notice in the order of their numbers, which says nothing of their draws. Whole microseconds: the wheel knows no others. */
  #planLosses(losses: readonly Losses[]): void {
    let client = 0;
    for (const { atUs, overUs, count } of losses) {
      for (let nth = 0; nth < count && client < this.settings.clients; nth++, client++)
        this.#wheel.plan(client, Math.floor(atUs + (nth * overUs) / count));
    }
  }

  /** The instant simulated last. */
  get nowUs(): number {
    return this.#wheel.nowUs;
  }

  /** Clients by where they stand, counted one by one: back, away for good, and all others. */
  tallySteps(): { back: number; away: number; other: number } {
    const tally = { back: 0, away: 0, other: 0 };
    for (const step of this.#steps)
      tally[step === steps.back ? 'back' : step === steps.away ? 'away' : 'other']++;
    return tally;
  }

  /** Simulates at most so many events. @returns whether there is more to come before `untilUs` */
  advance(events: number): boolean {
    for (let done = 0; done < events; done++) {
      const client = this.#wheel.take();
      if (client < 0 || this.#wheel.nowUs >= this.settings.untilUs) return false;
      this.events++;
      this.#step(client, this.#wheel.nowUs);
    }
    return this.#wheel.size > 0;
  }

  #step(client: number, nowUs: number): void {
    const step = this.#steps[client] as Step;
    if (step === steps.loss) this.#lose(client, nowUs);
    else if (step === steps.due) this.#attempt(client, nowUs);
    else if (step === steps.syn) this.#sendSyn(client, nowUs);
    else if (step === steps.ack) this.#bringAck(client, nowUs);
  }

  #wait(client: number, step: Step, untilUs: number): void {
    this.#steps[client] = step;
    this.#wheel.plan(client, Math.round(untilUs));
  }

  #lose(client: number, atUs: number): void {
    if (this.#lostAtUs !== undefined) this.#lostAtUs[client] = atUs;
    this.#backOff(client, atUs);
  }

  #backOff(client: number, atUs: number): void {
    const attempt = this.#attempts[client] as number;
    const previousUs = this.#previousUs[client] as number;
    // There is one loss, the first: `Backoff` counts it as number 1.
    const random = this.#draws.open(client, 1, attempt);
    const delayUs = this.#policyOf(client).delayUs(
      attempt,
      previousUs < 0 ? undefined : previousUs,
      random,
      this.#serverWish(client),
      this.#waitedUs[client],
    );
    if (delayUs === undefined) {
      this.#steps[client] = steps.away;
      this.recorder.gaveUp++;
      return;
    }
    this.#previousUs[client] = delayUs;
    this.#waitedUs[client] = (this.#waitedUs[client] as number) + delayUs;
    this.#wait(client, steps.due, atUs + delayUs);
  }

  /** What a client draws once in its life is drawn anew for every attempt, which is cheaper than to keep ten million policies. */
  #policyOf(client: number): ReconnectPolicy {
    const policy = this.#policy;
    if (policy.forClient === undefined) return policy;
    return policy.forClient(randomStream(this.settings.seed, 'reconnect-client', client));
  }

  #serverWish(client: number): number | undefined {
    const own = this.#serverUs?.[client] ?? -1;
    return own < 0 ? this.settings.serverRetryUs : own;
  }

  #attempt(client: number, nowUs: number): void {
    const attempts = this.#attempts[client] as number;
    this.recorder.recordAttempt(nowUs, attempts === 0);
    this.#attempts[client] = attempts + 1;
    this.#repeats[client] = 0;
    this.#beganAtUs[client] = nowUs;
    this.#sendSyn(client, nowUs);
  }

  /** The SYN reaches the server half a round trip later; if it is answered, ACK and request do after another whole one. */
  #sendSyn(client: number, nowUs: number): void {
    const { roundTripUs, outageUs, whileAway } = this.settings;
    const arrivesUs = nowUs + roundTripUs / 2;
    if (arrivesUs < outageUs) {
      if (whileAway === 'refuse') this.#fail(client, nowUs + roundTripUs, 'refused');
      else this.#repeat(client, steps.syn, this.settings.synWaitsUs[this.#repeats[client] as number]);
      return;
    }
    if (this.queues.turnsAway(this.#turnOf(client), arrivesUs)) {
      this.#repeat(client, steps.syn, this.settings.synWaitsUs[this.#repeats[client] as number]);
      return;
    }
    this.#repeats[client] = 0;
    this.#wait(client, steps.ack, nowUs + 1.5 * roundTripUs);
  }

  /** Since the SYN was let in others may have taken the places: the server then drops the ACK, which the client does not know. */
  #bringAck(client: number, nowUs: number): void {
    const { roundTripUs } = this.settings;
    const turn = this.#turnOf(client);
    if (this.queues.turnsAway(turn, nowUs)) {
      this.#repeat(client, steps.ack, requestWaitUs(this.#repeats[client] as number, roundTripUs));
      return;
    }
    this.#answer(client, this.queues.join(turn, nowUs) + roundTripUs / 2);
  }

  #turnOf(client: number): number {
    return client + (this.#attempts[client] as number);
  }

  #deadlineUs(client: number): number {
    return (this.#beganAtUs[client] as number) + this.settings.reconnect.connectTimeoutUs;
  }

  /** Nothing came back: the segment is sent again, or the time for the attempt is over before. */
  #repeat(client: number, step: Step, waitUs = Number.POSITIVE_INFINITY): void {
    const deadlineUs = this.#deadlineUs(client);
    const nextUs = findTimerUs(this.nowUs, waitUs);
    if (nextUs >= deadlineUs) {
      this.#fail(client, deadlineUs, 'timeout');
      return;
    }
    this.#repeats[client] = (this.#repeats[client] as number) + 1;
    this.#wait(client, step, nextUs);
  }

  #answer(client: number, heardUs: number): void {
    // The server does not know yet that nobody listens: the token is gone as well.
    const isAdmitted = this.admission?.take(heardUs) ?? true;
    if (heardUs > this.#deadlineUs(client)) {
      this.answeredLate++;
      this.#fail(client, this.#deadlineUs(client), 'timeout');
    } else if (isAdmitted) this.#return(client, heardUs);
    else {
      this.#askToWait(client);
      this.#fail(client, heardUs, 'unavailable');
    }
  }

  #askToWait(client: number): void {
    const { admission } = this.settings;
    if (this.#serverUs === undefined || admission?.retryAfterUs === undefined) return;
    const random = this.#retryAfterDraws.open(client, 1, this.#attempts[client] as number);
    const spread = 1 + admission.jitter * (2 * random() - 1);
    this.#serverUs[client] = Math.round(admission.retryAfterUs * spread);
  }

  /** Outcomes are noted before they are heard: nothing can come between, and it costs no event. */
  #return(client: number, atUs: number): void {
    if (atUs >= this.settings.untilUs) return;
    this.#steps[client] = steps.back;
    this.recorder.recordReturn(
      atUs,
      Math.round(atUs - (this.#beganAtUs[client] as number)),
      Math.round(atUs - (this.#lostAtUs?.[client] ?? 0)),
      Math.round(atUs - this.settings.outageUs),
    );
  }

  #fail(client: number, atUs: number, failure: Failure): void {
    if (atUs >= this.settings.untilUs) return;
    this.recorder.recordFailure(failure, atUs);
    this.#backOff(client, atUs);
  }
}
