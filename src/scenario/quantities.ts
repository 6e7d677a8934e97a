import { z } from 'zod';
import { type ErrorCode, SquallError } from '../errors.js';
import {
  formatBytes,
  formatDuration,
  parseByteRate,
  parseBytes,
  parseDurationUs,
  parseRatePerSecond,
  parseShare,
} from './units.js';

/** What editors show beside a key. `examples` are valid values of it. */
export interface KeyHelp {
  readonly title: string;
  readonly description: string;
  readonly examples: readonly (string | number)[];
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** Extra fields of a zod issue that Squall raises itself; `explain-issue.ts` turns them into an error. */
export interface IssueParams {
  readonly code: ErrorCode;
  readonly remedy: string;
}

/** A duration in a scenario; its output is microseconds. At most 24 h unless `max` says otherwise. */
export function duration(help: KeyHelp, { min = 0, max = 24 * 3600e6 }: Bounds = {}) {
  const write = formatDuration;
  return z
    .string()
    .transform(readQuantity(parseDurationUs, { min, max, write }))
    .meta({ ...help, examples: [...help.examples], pattern: '^\\d+(\\.\\d+)?\\s*(us|ms|s|m|h)$' });
}

/** A size in a scenario; its output is bytes. */
export function bytes(help: KeyHelp, { min = 0, max = 1e12 }: Bounds = {}, because = '') {
  const write = formatBytes;
  return z
    .string()
    .transform(readQuantity(parseBytes, { min, max, write, because }))
    .meta({ ...help, examples: [...help.examples], pattern: '^\\d+(\\.\\d+)?\\s*([KMG]i?)?B$' });
}

/** A rate in a scenario; its output is events per second. */
export function rate(help: KeyHelp, { min = 0, max = Number.POSITIVE_INFINITY }: Bounds = {}) {
  const write = (perSecond: number) => `${perSecond}/s`;
  return z
    .string()
    .transform(readQuantity(parseRatePerSecond, { min, max, write }))
    .meta({ ...help, examples: [...help.examples], pattern: '^\\d+(\\.\\d+)?\\s*/[smh]$' });
}

/** A rate of bytes in a scenario, `10KB/s`; its output is bytes per second. */
export function byteRate(help: KeyHelp, { min = 1, max = 1e12 }: Bounds = {}) {
  const write = (perSecond: number) => `${formatBytes(perSecond)}/s`;
  return z
    .string()
    .transform(readQuantity(parseByteRate, { min, max, write }))
    .meta({ ...help, examples: [...help.examples], pattern: '^\\d+(\\.\\d+)?\\s*([KMG]i?)?B/s$' });
}

/** A share in a scenario, `20%` or `0.2`; its output is a number from 0 to 1. */
export function share(help: KeyHelp, { min = 0, max = 1 }: Bounds = {}) {
  // 0.000001 × 100 is 0.00009999999999999999.
  const write = (part: number) => `${Number((part * 100).toPrecision(12))}%`;
  const read = readQuantity(parseShare, { min, max, write });
  return z
    .union([z.string(), z.number()])
    .transform((value, context) => read(String(value), context))
    .meta({ ...help, examples: [...help.examples] });
}

export function integer(help: KeyHelp, { min, max }: Required<Bounds>) {
  return z
    .int()
    .min(min)
    .max(max)
    .meta({ ...help, examples: [...help.examples] });
}

export function choice<const Names extends readonly [string, ...string[]]>(help: KeyHelp, names: Names) {
  return z.enum(names).meta({ ...help, examples: [...help.examples] });
}

interface Reading extends Required<Bounds> {
  readonly write: (value: number) => string;
  /** Why the minimum is what it is. */
  readonly because?: string;
}

/** Parses and checks the bounds, turning what is wrong into an issue of zod, which goes on with the other keys. */
function readQuantity(parse: (text: string) => number, { min, max, write, because = '' }: Reading) {
  return (text: string, context: z.core.$RefinementCtx): number => {
    const raise = (message: string, params: IssueParams): number => {
      context.addIssue({ code: 'custom', message, params: { ...params }, input: text });
      return z.NEVER;
    };
    try {
      const value = parse(text);
      if (value < min) {
        const problem = `is below the least possible, ${write(min)}${because}`;
        return raise(problem, { code: 'SQUALL_VALUE', remedy: `use ${write(min)} or more` });
      }
      if (value > max) {
        const problem = `is above the most possible, ${write(max)}`;
        return raise(problem, { code: 'SQUALL_VALUE', remedy: `use ${write(max)} or less` });
      }
      return value;
    } catch (error) {
      if (!(error instanceof SquallError)) throw error;
      return raise(error.message, { code: 'SQUALL_UNIT', remedy: error.remedy });
    }
  };
}
