import type { CursorRule, TargetEndpoint } from '../wire/target-endpoint.js';

/**
 * Up to where a client has seen the stream of a server that is not ours: one text for each of the endpoint's rules, opaque
 * to us. Written as a JSON list, which is also what a client without any rule has: that it has been there before.
 */
export class DescribedCursor {
  readonly #rules: readonly CursorRule[];
  readonly #patterns: readonly (RegExp | undefined)[];
  readonly #values: (string | null)[];

  /** @param text what `toString` gave on the connection before, undefined on a first one */
  constructor(rules: readonly CursorRule[], text: string | undefined) {
    this.#rules = rules;
    this.#patterns = rules.map(({ from }) =>
      from.startsWith('text ') ? new RegExp(from.slice('text '.length), 'm') : undefined,
    );
    this.#values = text === undefined ? rules.map(() => null) : (JSON.parse(text) as (string | null)[]);
  }

  get first(): string {
    return this.#values[0] ?? '';
  }

  /** Takes from a frame or body whatever the rules find there; what is not found stays as it was. */
  takeText(data: Buffer): void {
    if (this.#patterns.every((pattern) => pattern === undefined)) return;
    const text = data.toString();
    for (const [at, pattern] of this.#patterns.entries()) {
      const value = pattern?.exec(text)?.[1];
      if (value !== undefined) this.#values[at] = value;
    }
  }

  /** @param headerOf the first value of a header of the answer */
  takeHeaders(headerOf: (name: string) => string | undefined): void {
    for (const [at, { from }] of this.#rules.entries()) {
      if (!from.startsWith('header ')) continue;
      const value = headerOf(from.slice('header '.length).toLowerCase());
      if (value !== undefined) this.#values[at] = value;
    }
  }

  /** The endpoint's address and headers for a client that has got this far. */
  apply({ url, headers }: TargetEndpoint): { url: URL; headers: Record<string, string> } {
    const address = new URL(url);
    const sent = { ...headers };
    for (const [at, { to }] of this.#rules.entries()) {
      const value = this.#values[at];
      if (value === null || value === undefined) continue;
      const name = to.slice(to.indexOf(' ') + 1);
      if (to.startsWith('query ')) address.searchParams.set(name, value);
      else sent[name.toLowerCase()] = value;
    }
    return { url: address, headers: sent };
  }

  toString(): string {
    return JSON.stringify(this.#values);
  }
}
