import { flatten } from './quote.js';

/** Where a value stands in a scenario: `['faults', 0, 'downtime']`. */
export type KeyPath = readonly (string | number)[];

/** @returns e.g. `faults[0].downtime` */
export function formatKeyPath(path: KeyPath): string {
  return path
    .map((part, at) => {
      if (typeof part === 'number') return `[${part}]`;
      return at === 0 ? flatten(part) : `.${flatten(part)}`;
    })
    .join('');
}

/** Reads `faults[0].downtime`; undefined when the text is not a path. */
export function parseKeyPath(text: string): KeyPath | undefined {
  if (!/^[A-Za-z]+(\[\d{1,4}\])*(\.[A-Za-z]+(\[\d{1,4}\])*)*$/.test(text)) return undefined;
  return text.match(/[A-Za-z]+|\d+/g)?.map((part) => (/^\d/.test(part) ? Number(part) : part));
}

export function isPrefix(prefix: KeyPath, path: KeyPath): boolean {
  return prefix.length <= path.length && prefix.every((part, at) => part === path[at]);
}

/** The value at a path; undefined when there is none. */
export function getAt(root: unknown, path: KeyPath): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

/**
 * A copy of `root` with `value` at `path`; maps that are missing on the way are made.
 * What stands in the way and is no map or list stays as it is, for the schema to complain about.
 */
export function setAt(root: unknown, path: KeyPath, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (Array.isArray(root)) {
    return root.map((entry, at) => (at === first ? setAt(entry, rest, value) : entry));
  }
  if (root !== undefined && !isMap(root)) return root;
  const map = root ?? {};
  return { ...map, [first]: setAt(Object.hasOwn(map, first) ? map[first] : undefined, rest, value) };
}

export function isMap(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
