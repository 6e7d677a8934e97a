/** Numbers sources in the order in which they are first cited. */
export class SourceList {
  readonly #marks = new Map<string, string>();

  /** The mark to put behind a sentence: `[3]`. */
  cite(source: string): string {
    const found = this.#marks.get(source);
    if (found !== undefined) return found;
    const mark = `[${this.#marks.size + 1}]`;
    this.#marks.set(source, mark);
    return mark;
  }

  list(): { mark: string; text: string }[] {
    return [...this.#marks].map(([text, mark]) => ({ mark, text }));
  }
}
