/** Characters that would break a message's one line or hide in it. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A piece of input as it may stand in a message: on one line, at most 40 characters, in backquotes. */
export function quote(input: unknown): string {
  return `\`${flatten(typeof input === 'string' ? input : describe(input))}\``;
}

/** The same without the quotes, and of any length up to `limit` characters. */
export function flatten(text: string, limit = 40): string {
  const line = text
    .replace(/\s+/gu, ' ')
    .replace(unprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}

function describe(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'object' && input !== null ? 'a map' : String(input);
}
