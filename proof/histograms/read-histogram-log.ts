import { readFile } from 'node:fs/promises';
import { LatencyHistogram } from '../../src/metrics/latency-histogram.js';

/** A line of a histogram log as it stands there. */
export interface LogLine {
  /** Empty for a line without one. */
  readonly tag: string;
  readonly startSeconds: number;
  /** As text, so that nothing is lost: the unit is the writer's. */
  readonly max: string;
  readonly histogram: LatencyHistogram;
}

/** Reads the interval lines of a histogram log of HdrHistogram (formats 1.1 to 1.3, V2 payloads). */
export async function readHistogramLog(file: string): Promise<LogLine[]> {
  const text = await readFile(file, 'utf8');
  return text.split('\n').filter(isInterval).map(readLine);
}

function isInterval(line: string): boolean {
  return /^(Tag=|\d)/.test(line);
}

function readLine(line: string): LogLine {
  const fields = line.trim().split(',');
  const tag = fields[0]?.startsWith('Tag=') ? (fields.shift()?.slice('Tag='.length) ?? '') : '';
  const [start, , max = '', payload = ''] = fields;
  return { tag, startSeconds: Number(start), max, histogram: LatencyHistogram.decodePayload(payload) };
}
