/**
 * What a simulation keeps of each client, in rows of one array: a row is a cache line long, so an event costs about one cache miss
 * and not one for every column. All begins as 0.
 */
export class ClientRows {
  /** What the client waits for. */
  readonly step: Column;
  readonly attempts: Column;
  /** Repetitions of the segment that waits for an answer. */
  readonly repeats: Column;
  /** When it noticed its loss, and when its last attempt began. */
  readonly lostAtUs: Column;
  readonly beganAtUs: Column;
  /** The last delay, and the sum of all. */
  readonly previousUs: Column;
  readonly waitedUs: Column;
  /** One more than what a server asked it to wait; 0: nothing. */
  readonly askedUs: Column;
  readonly #cells: Float64Array;

  constructor(clients: number) {
    const cells = new Float64Array(clients * width);
    this.#cells = cells;
    this.step = new Column(cells, 0);
    this.attempts = new Column(cells, 1);
    this.repeats = new Column(cells, 2);
    this.beganAtUs = new Column(cells, 3);
    this.lostAtUs = new Column(cells, 4);
    this.previousUs = new Column(cells, 5);
    this.waitedUs = new Column(cells, 6);
    this.askedUs = new Column(cells, 7);
  }

  /** Makes `to` the same as `from`. */
  copy(from: number, to: number): void {
    this.#cells.copyWithin(to * width, from * width, (from + 1) * width);
  }
}

/** Doubles of a row: 64 bytes. */
const width = 8;

/** One figure of every client. */
class Column {
  readonly #cells: Float64Array;
  readonly #at: number;

  constructor(cells: Float64Array, at: number) {
    this.#cells = cells;
    this.#at = at;
  }

  get(client: number): number {
    return this.#cells[client * width + this.#at] as number;
  }

  set(client: number, value: number): void {
    this.#cells[client * width + this.#at] = value;
  }
}
