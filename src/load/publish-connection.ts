import { once } from 'node:events';
import { connect, type Socket, type TcpSocketConnectOpts } from 'node:net';
import { type ConnectionOptions, connect as connectSecurely } from 'node:tls';
import { AnswerReader } from '../transports/answer-reader.js';
import { encodePostHead } from '../wire/post-head.js';

/** Told what became of a message that was handed to a connection. */
export interface PublishOutcome {
  /** The request is handed to the connected socket. */
  onSent(): void;
  /** The server answered. */
  onAnswer(status: number): void;
  /** There will be no answer: the connection could not be made (`sent` false) or broke before one. `why` is an error's code. */
  onLost(sent: boolean, why: string): void;
}

/** Where to post, and what is the same for every message. */
export interface PublishTarget {
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
  readonly localAddress: string | undefined;
  readonly payloadBytes: number;
  /** The request, where it is not the one that the reference server takes. */
  readonly request?: PublishRequest | undefined;
  /** For `https`: what to trust. */
  readonly tls?: ConnectionOptions | undefined;
}

/** A publishing request as bytes around the payload. */
export interface PublishRequest {
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly payloadEncoding: 'latin1' | 'base64';
}

/**
 * One HTTP/1.1 connection that posts messages, pipelined (RFC 9112 §9.3.2) and never repeated. Written for one thing: to have
 * a message on the wire as soon after its due instant as can be. What a general client spends on building a request would be
 * part of every latency reported; `bench/publish.bench.ts` compares the two, round trip included.
 */
export class PublishConnection {
  readonly #socket: Socket;
  readonly #request: PublishRequest;
  readonly #onClosed: () => void;
  /** In order of sending; answered ones are dropped from the front. */
  readonly #unanswered: PublishOutcome[] = [];
  #answered = 0;
  readonly #answers = new AnswerReader((status) => this.#answer(status));
  #connected = false;
  #failure = 'closed';

  constructor(target: PublishTarget, onClosed: () => void) {
    this.#onClosed = onClosed;
    this.#request = target.request ?? referenceRequest(target);
    this.#socket = openSocket(target);
    this.#socket.setEncoding('latin1');
    this.#socket.on(target.tls === undefined ? 'connect' : 'secureConnect', () => this.#connect());
    this.#socket.on('data', (text: string) => this.#read(text));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure = error.code ?? error.name;
    });
    this.#socket.on('close', () => this.#close());
  }

  /** Posts a payload of the target's size (ASCII). */
  post(payload: string, outcome: PublishOutcome): void {
    const { head, tail, payloadEncoding } = this.#request;
    const text = payloadEncoding === 'latin1' ? payload : Buffer.from(payload, 'latin1').toString('base64');
    const request = Buffer.allocUnsafe(head.length + text.length + tail.length);
    head.copy(request);
    request.write(text, head.length, 'latin1');
    if (tail.length > 0) tail.copy(request, head.length + text.length);
    this.#unanswered.push(outcome);
    // Before the write: on loopback the system call carries out the whole delivery, which is not the sender's lateness.
    if (this.#connected) outcome.onSent();
    this.#socket.write(request);
  }

  /** Ends the connection; resolves when every outcome has been told. */
  async destroy(): Promise<void> {
    if (this.#socket.closed) return;
    this.#socket.destroy();
    await once(this.#socket, 'close');
  }

  /** What was posted while the connection was being made is written now. */
  #connect(): void {
    this.#connected = true;
    for (const outcome of this.#unanswered) outcome.onSent();
  }

  #read(text: string): void {
    try {
      this.#answers.feed(text);
    } catch {
      // What follows cannot be told apart any more: the rest stays unanswered.
      this.#socket.destroy();
    }
  }

  #answer(status: number): void {
    this.#unanswered[this.#answered++]?.onAnswer(status);
    if (this.#answered < 1024) return;
    this.#unanswered.splice(0, this.#answered);
    this.#answered = 0;
  }

  #close(): void {
    for (const outcome of this.#unanswered.splice(0).slice(this.#answered))
      outcome.onLost(this.#connected, this.#failure);
    this.#onClosed();
  }
}

function openSocket({ host, port, tls, localAddress }: PublishTarget): Socket {
  const address: TcpSocketConnectOpts = {
    host,
    port,
    noDelay: true,
    ...(localAddress === undefined ? {} : { localAddress }),
  };
  if (tls === undefined) return connect(address);
  const socket = connectSecurely({ ...address, ...tls });
  socket.setNoDelay(true);
  return socket;
}

function referenceRequest(target: PublishTarget): PublishRequest {
  return { head: encodePostHead(target), tail: Buffer.alloc(0), payloadEncoding: 'latin1' };
}
