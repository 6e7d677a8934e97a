import { EchoLedger, type EncodedEchoLedger } from '../metrics/echo-ledger.js';
import { echoOffsetUs, echoPhaseUs } from '../schedule/echo-grid.js';
import type { Clock } from '../system/clock.js';
import type { Connection, EchoHandlers, EchoRequest } from '../transports/transport.js';
import { decodeEnvelope, type Envelope, echoMarker, encodeEnvelope } from '../wire/envelope.js';
import type { EchoRecorder } from './echo-recorder.js';

/** What all clients of a worker that have their messages echoed share. */
export interface EchoSurroundings {
  readonly clock: Clock;
  readonly recorder: EchoRecorder;
  /** Tag of the trial's messages. */
  readonly tag: string;
  readonly seed: number;
  readonly ratePerSecond: number;
  readonly payloadBytes: number;
  uplinkAddressOf(client: number): string | undefined;
  /** When the schedule begins, and from when on messages are measured. Infinite until it is known. */
  originUs: number;
  measureFromUs: number;
}

/** Reused by every echo of this process: decoding allocates nothing that lives. */
const envelope: Envelope = { tag: '', sequence: 0, dueUs: 0 };

/**
 * The sending side of one simulated client: it sends its messages and takes down what comes back. A round trip begins when
 * the message was due and ends when its echo is here, on one process' clock: no offset between clocks enters it.
 */
export class EchoClient implements EchoHandlers {
  readonly request: EchoRequest;
  readonly #index: number;
  readonly #around: EchoSurroundings;
  readonly #phaseUs: number;
  readonly #ledger = new EchoLedger();

  constructor(index: number, around: EchoSurroundings) {
    this.#index = index;
    this.#around = around;
    this.#phaseUs = echoPhaseUs(around.seed, around.ratePerSecond, index);
    const id = `${around.tag}-${index}`;
    this.request = { id, uplinkAddress: around.uplinkAddressOf(index), handlers: this };
  }

  /** Sends a message that is due, if there is a connection to take it. */
  send(sequence: number, dueUs: number, connection: Connection | undefined): void {
    const { clock, recorder, tag, payloadBytes } = this.#around;
    const payload = encodeEnvelope({ tag, sequence, dueUs }, payloadBytes, echoMarker);
    // Before it is sent: on loopback the system call carries out the whole delivery, which is not the sender's lateness.
    const lagUs = clock.nowUs() - dueUs;
    const sent = connection?.send(payload) ?? false;
    this.#ledger.send(sequence, sent);
    recorder.recordSend(sent ? lagUs : undefined);
  }

  onEcho(head: string): void {
    const { clock, recorder, tag, measureFromUs } = this.#around;
    if (!decodeEnvelope(head, tag, envelope, echoMarker) || !this.#isOwn(envelope)) {
      recorder.foreign++;
      return;
    }
    const { sequence, dueUs } = envelope;
    if (this.#ledger.receive(sequence)) {
      recorder.recordReturn(clock.nowUs() - dueUs, dueUs >= measureFromUs);
    }
  }

  onUplink(open: boolean): void {
    this.#around.recorder.countUplink(open);
  }

  onEchoRefused(): void {
    this.#around.recorder.refused++;
  }

  encodeLedger(): EncodedEchoLedger {
    return this.#ledger.encode(this.#index);
  }

  /** Clients differ in phase, so that a message that went to the wrong one shows in when it says it was due. */
  #isOwn({ sequence, dueUs }: Envelope): boolean {
    const { originUs, ratePerSecond } = this.#around;
    return dueUs === originUs + this.#phaseUs + echoOffsetUs(ratePerSecond, sequence);
  }
}
