import { readFile } from 'node:fs/promises';
import type { FlawLogLine } from '../../src/wire/flaws.js';
import type { Stall } from './predict-stalled-latency.js';

/** The stalls in a flawed server's own log, on the host's monotonic clock. */
export async function readStalls(file: string): Promise<Stall[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines
    .map((line) => JSON.parse(line) as FlawLogLine)
    .flatMap((line) => (line.event === 'stall' ? [{ fromUs: line.beginUs, toUs: line.endUs }] : []));
}
