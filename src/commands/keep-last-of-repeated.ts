/** Options and arguments that may be given several times. */
const lists = new Set([
  '_',
  'only',
  'files',
  'result',
  'flaw',
  'also',
  'subject',
  'limit',
  'need',
  'policy',
  'reconnect',
]);

/** An option given twice reaches its command as an array; where one value is meant, the last one counts. */
export function keepLastOfRepeated(args: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(args)) {
    if (Array.isArray(value) && !lists.has(name)) args[name] = value.at(-1);
  }
}
