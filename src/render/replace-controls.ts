/** Unicode's sign for what cannot be shown stands where a name has a control character, which a terminal would obey. */
export function replaceControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD');
}

/** The same in every text of a value made of objects, arrays and texts, keys included. */
export function replaceAllControls<Value>(value: Value): Value {
  return replaceWithin(value) as Value;
}

function replaceWithin(value: unknown): unknown {
  if (typeof value === 'string') return replaceControls(value);
  if (Array.isArray(value)) return value.map(replaceWithin);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [replaceControls(key), replaceWithin(part)]),
  );
}
