import type { ChatLedger } from '../metrics/chat-snapshot.js';
import { ClientLedger } from '../metrics/client-ledger.js';
import { SequenceSet } from '../metrics/sequence-set.js';
import type { Clock } from '../system/clock.js';
import type { Connection, EchoHandlers, EchoRequest } from '../transports/transport.js';
import { numberChat, type PresenceChange, readChatNumber, readPresence } from '../wire/chat.js';
import { chatMarker, decodeEnvelope, type Envelope, encodeEnvelope } from '../wire/envelope.js';
import type { ChatRecorder } from './chat-recorder.js';

/** What all clients of a worker that chat share. */
export interface ChatSurroundings {
  readonly clock: Clock;
  readonly recorder: ChatRecorder;
  /** Tag of the trial's messages, which the client's name begins with. */
  readonly tag: string;
  readonly payloadBytes: number;
  /** Clients i·k to i·k + k − 1 are in room i. */
  readonly roomSize: number;
  readonly clients: number;
  uplinkAddressOf(client: number): string | undefined;
  /** Messages due from here on are measured. */
  measureFromUs: number;
  /** Who goes from here on goes because the trial ends. */
  endUs: number;
}

/** Reused by every message of this process: decoding allocates nothing that lives. */
const envelope: Envelope = { tag: '', sequence: 0, dueUs: 0 };

/** One simulated client as the member of a room: it says its messages and takes down what the others say. */
export class ChatClient implements EchoHandlers {
  readonly request: EchoRequest;
  readonly #index: number;
  readonly #room: number;
  readonly #around: ChatSurroundings;
  readonly #said = new SequenceSet();
  readonly #heard = new Map<number, ClientLedger>();
  readonly #present: [number, number | null][] = [];
  #due = 0;
  #joins = 0;
  #leaves = 0;

  constructor(index: number, around: ChatSurroundings) {
    this.#index = index;
    this.#around = around;
    this.#room = Math.floor(index / around.roomSize);
    this.request = {
      id: `${around.tag}-${index}`,
      uplinkAddress: around.uplinkAddressOf(index),
      handlers: this,
      purpose: 'chat',
      query: `room=${around.tag}-${this.#room}`,
    };
  }

  /** A connection is subscribed: from here on it is due what the others say. */
  begin(): void {
    this.#present.push([this.#around.clock.nowUs(), null]);
  }

  /** The connection is gone. */
  end(): void {
    const last = this.#present.at(-1);
    if (last !== undefined) last[1] ??= this.#around.clock.nowUs();
  }

  /** Says a message that is due, if there is a connection to take it. */
  say(message: number, dueUs: number, connection: Connection | undefined): void {
    const { clock, recorder, tag, payloadBytes } = this.#around;
    const sequence = numberChat(this.#index, message);
    const payload = encodeEnvelope({ tag, sequence, dueUs }, payloadBytes, chatMarker);
    recorder.lag.record(clock.nowUs() - dueUs);
    this.#due++;
    if (connection?.send(payload) !== true) return;
    this.#said.add(message);
    recorder.expected += this.#others;
  }

  onEcho(head: string): void {
    const { clock, recorder, tag, measureFromUs } = this.#around;
    const presence = readPresence(head);
    if (presence !== undefined) {
      this.#countPresence(presence);
      return;
    }
    if (!decodeEnvelope(head, tag, envelope, chatMarker)) {
      recorder.foreign++;
      return;
    }
    const { sender, message } = readChatNumber(envelope);
    if (sender === this.#index || Math.floor(sender / this.#around.roomSize) !== this.#room)
      recorder.foreign++;
    else if (this.#ledgerOf(sender).receive(message, false)) {
      recorder.recordHearing(clock.nowUs() - envelope.dueUs, envelope.dueUs >= measureFromUs);
    }
  }

  onUplink(open: boolean): void {
    this.#around.recorder.countUplink(open);
  }

  onEchoRefused(): void {
    this.#around.recorder.refused++;
  }

  encodeLedger(): ChatLedger {
    const heard = [...this.#heard].map(([sender, { delivered }]) => ({
      sender,
      messages: delivered.toBounds(),
    }));
    const sum = (pick: (ledger: ClientLedger) => number): number =>
      [...this.#heard.values()].reduce((total, ledger) => total + pick(ledger), 0);
    return {
      client: this.#index,
      room: this.#room,
      due: this.#due,
      said: this.#said.toBounds(),
      heard: heard.sort((a, b) => a.sender - b.sender),
      duplicate: sum(({ duplicate }) => duplicate),
      outOfOrder: sum(({ outOfOrder }) => outOfOrder),
      present: this.#present,
      joins: this.#joins,
      leaves: this.#leaves,
    };
  }

  /** Others in its room; the last room may be smaller. */
  get #others(): number {
    const { roomSize, clients } = this.#around;
    return Math.min(roomSize, clients - this.#room * roomSize) - 1;
  }

  #countPresence(presence: PresenceChange): void {
    if (this.#around.clock.nowUs() >= this.#around.endUs) return;
    if (presence === 'join') this.#joins++;
    else this.#leaves++;
  }

  #ledgerOf(sender: number): ClientLedger {
    const known = this.#heard.get(sender);
    if (known !== undefined) return known;
    const ledger = new ClientLedger();
    this.#heard.set(sender, ledger);
    return ledger;
  }
}
