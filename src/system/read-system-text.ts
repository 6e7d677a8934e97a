import { readFileSync } from 'node:fs';

/** The text of a file of `/proc` or `/sys`, undefined where there is none or it may not be read. */
export function readSystemText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
