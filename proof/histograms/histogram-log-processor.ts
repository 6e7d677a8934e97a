import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Where Debian's `libhdrhistogram-java` puts it. */
const jar = '/usr/share/java/hdrhistogram.jar';

/** What HdrHistogram's own program makes of all lines of a tag together, in the unit of the log. */
export interface ProcessedLog {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  /** Upper end of the bucket that the maximum fell into: payloads know no more. */
  readonly max: number;
}

export function missingProcessor(): string | undefined {
  const java = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'java')));
  return java && existsSync(jar)
    ? undefined
    : 'needs HdrHistogram for Java: apt-get install default-jre-headless libhdrhistogram-java';
}

/**
 * Runs `HistogramLogProcessor` of the original HdrHistogram over a log.
 * @param output file to write; further files are written beside it
 */
export async function processLog(log: string, tag: string, output: string): Promise<ProcessedLog> {
  const which = ['-i', log, '-tag', tag, '-o', output, '-csv', '-outputValueUnitRatio', '1'];
  await promisify(execFile)('java', ['-cp', jar, 'org.HdrHistogram.HistogramLogProcessor', ...which]);
  const rows = (await readFile(output, 'utf8')).trim().split('\n');
  // Timestamp, four figures of the interval, then count, 50, 90, 99, 99.9, 99.99 % and maximum of all until then.
  const [count, p50, p90, p99, p999, , max] = (rows.at(-1) ?? '').split(',').slice(5).map(Number);
  const figures = { count, p50, p90, p99, p999, max };
  if (Object.values(figures).some((figure) => figure === undefined || Number.isNaN(figure)))
    throw new Error(`HistogramLogProcessor wrote no figures for ${tag}`);
  return figures as ProcessedLog;
}
