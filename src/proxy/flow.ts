import type { EndHow, Outlet, Stage } from './stage.js';

/** Where a flow ends: a socket that may be full. */
export interface Sink extends Outlet {
  readonly isFull: boolean;
}

/**
 * One direction of a connection: the toxics that are at work on it, in the order in which they came, and the socket behind
 * them. A toxic that comes later sees what earlier ones hold; one that goes hands its bytes on before any that follow.
 */
export class Flow implements Outlet {
  readonly #sink: Sink;
  readonly #links: { readonly id: number; readonly stage: Stage }[] = [];

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** True while the source should not be read: what is held here is bounded. */
  get isFull(): boolean {
    return this.#sink.isFull || this.#links.some(({ stage }) => stage.isFull);
  }

  write(chunk: Buffer): void {
    this.#first.write(chunk);
  }

  end(how: EndHow): void {
    this.#first.end(how);
  }

  add(id: number, stage: Stage): void {
    stage.next = this.#sink;
    const last = this.#links.at(-1);
    if (last !== undefined) last.stage.next = stage;
    this.#links.push({ id, stage });
  }

  /** Takes a toxic away, if it is there. */
  remove(id: number): void {
    const at = this.#links.findIndex((link) => link.id === id);
    const [link] = at < 0 ? [] : this.#links.splice(at, 1);
    if (link === undefined) return;
    link.stage.release();
    const before = this.#links[at - 1];
    if (before !== undefined) before.stage.next = link.stage.next;
  }

  dispose(): void {
    for (const { stage } of this.#links) stage.dispose();
    this.#links.length = 0;
  }

  get #first(): Outlet {
    return this.#links[0]?.stage ?? this.#sink;
  }
}
