import { parse } from 'yaml';

/** Words, and what is judged or set apart from what a scenario asks of a server: see `hashScenario`. */
const harmless: ReadonlySet<string> = new Set(['name', 'description', 'thresholds', 'seed', 'workers']);

/** Top-level keys whose values differ between two texts of scenarios; none where one of them cannot be read. */
export function listChangedKeys(before: string, after: string): string[] {
  const [old, now] = [readKeys(before), readKeys(after)];
  if (old === undefined || now === undefined) return [];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (key) => !harmless.has(key) && JSON.stringify(old[key]) !== JSON.stringify(now[key]),
  );
}

function readKeys(source: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(source, { logLevel: 'error' });
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
