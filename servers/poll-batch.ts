import type { Socket } from 'node:net';
import { formatCursor } from '../src/wire/cursor.js';
import type { PollBatch } from '../src/wire/protocol.js';
import type { ReplayLimits, ResumePoint } from './hub.js';
import type { ServerContext } from './transport-server.js';

export interface EncodedBatch {
  readonly body: Buffer;
  readonly messages: number;
  /** Only from a flawed server: after this many bytes of the body the connection ends. */
  readonly cutAt?: number;
  /** The body under gzip, once someone has wanted it. */
  gzip?: Buffer;
}

/** Turns what follows a point of the history into the body of an answer. */
export interface PollAnswers {
  /**
   * @param withHead whether the answer tells the newest message, as one to a resuming client does
   * @param socket the connection it is for
   * @param echoes for this client alone
   */
  encode(point: ResumePoint, withHead: boolean, socket: Socket, echoes: readonly Buffer[]): EncodedBatch;
}

/**
 * Encodes poll answers. The last one is kept: clients that wait at the same cursor get the same answer, so a message
 * is encoded once for all of them, as a stream's frame is.
 */
export class BatchEncoder implements PollAnswers {
  readonly #context: ServerContext;
  readonly #limits: ReplayLimits;
  #key = '';
  #last: EncodedBatch = { body: Buffer.alloc(0), messages: 0 };

  constructor(context: ServerContext) {
    this.#context = context;
    this.#limits = limitsOf(context);
  }

  /** An answer with echoes is nobody else's and is not kept. */
  encode(
    point: ResumePoint,
    withHead = false,
    _socket?: Socket,
    echoes: readonly Buffer[] = [],
  ): EncodedBatch {
    if (echoes.length > 0) return this.#encodeAnew(point, withHead, echoes);
    // The oldest id counts too: a held poll whose message has left the history since gets another answer.
    const { newest, oldest } = this.#context.hub;
    const key = `${point.from} ${point.gap} ${newest} ${oldest > point.from + 1} ${withHead}`;
    if (key !== this.#key) {
      this.#last = this.#encodeAnew(point, withHead);
      this.#key = key;
    }
    return this.#last;
  }

  #encodeAnew({ from, gap }: ResumePoint, withHead: boolean, echoes: readonly Buffer[] = []): EncodedBatch {
    const { hub } = this.#context;
    const messages = hub.collect(from, this.#limits);
    const batch: PollBatch = {
      cursor: formatCursor(hub.epoch, from + messages.length),
      gap,
      ...(withHead ? { head: formatCursor(hub.epoch, hub.newest) } : {}),
      messages: messages.map((payload) => payload.toString('utf8')),
      ...listEchoes(echoes),
    };
    return { body: encodeBatch(batch), messages: messages.length };
  }
}

/** The part of a batch that is for one client alone; absent when there is nothing. */
export function listEchoes(echoes: readonly Buffer[]): Pick<PollBatch, 'echoes'> {
  return echoes.length > 0 ? { echoes: echoes.map((payload) => payload.toString('utf8')) } : {};
}

/** Bounds of one answer. */
export function limitsOf({ options }: ServerContext): ReplayLimits {
  return { messages: options.maxBatchMessages, bytes: options.bufferBytes };
}

export function encodeBatch(batch: PollBatch): Buffer {
  return Buffer.from(JSON.stringify(batch));
}
