import type { Socket } from 'node:net';
import { formatCursor } from '../../src/wire/cursor.js';
import type { ResumePoint } from '../hub.js';
import { type EncodedBatch, encodeBatch, limitsOf, listEchoes, type PollAnswers } from '../poll-batch.js';
import type { ServerContext } from '../transport-server.js';
import type { FlawSet } from './flaw-set.js';

/** Encodes poll answers each for its connection, with messages left out, or to be broken off in the middle of one. */
export class FlawedAnswers implements PollAnswers {
  readonly #context: ServerContext;
  readonly #flaws: FlawSet;

  constructor(context: ServerContext, flaws: FlawSet) {
    this.#context = context;
    this.#flaws = flaws;
  }

  /** The batch's cursor passes over what is left out, so no later poll brings it. */
  encode(
    { from, gap }: ResumePoint,
    withHead: boolean,
    socket: Socket,
    echoes: readonly Buffer[],
  ): EncodedBatch {
    const { hub } = this.#context;
    const payloads = hub.collect(from, limitsOf(this.#context));
    const fates = payloads.map((_, index) => this.#flaws.decideFate(socket, from + index + 1, withHead));
    const cut = fates.indexOf('cut');
    const passed = cut < 0 ? payloads.length : cut + 1;
    const given = payloads.slice(0, passed).filter((_, index) => fates[index] !== 'omitted');
    const body = encodeBatch({
      cursor: formatCursor(hub.epoch, from + passed),
      gap,
      ...(withHead ? { head: formatCursor(hub.epoch, hub.newest) } : {}),
      messages: given.map((payload) => payload.toString('utf8')),
      ...listEchoes(echoes),
    });
    if (cut >= 0) {
      // In the middle of the last message; those before it are as lost with this answer as that one.
      this.#flaws.note('cut', socket, from + passed, withHead);
      return { body, messages: 0, cutAt: body.length - ((given.at(-1)?.length ?? 0) >> 1) };
    }
    for (const [index, fate] of fates.entries()) {
      if (fate === 'whole') this.#flaws.note('sent', socket, from + index + 1, withHead);
    }
    return { body, messages: given.length };
  }
}
