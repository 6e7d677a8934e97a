import { SquallError } from '../errors.js';
import { quote } from './quote.js';

/**
 * Quantities as people write them in a scenario: a number and a unit in one word, `1.5s`, `200B`, `20/s`, `20%`.
 * A number without a unit is refused rather than guessed at.
 */
export const durationUnits = { us: 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6 } as const;

export const byteUnits = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
} as const;

export const rateUnits = { '/s': 1, '/m': 1 / 60, '/h': 1 / 3600 } as const;

/** Longest duration and largest number of bytes that stay exact and make sense: 1,000 days, 1 TB. */
const maxDurationUs = 1000 * 24 * 3600e6;
const maxBytes = 1e12;

const quantityPattern = /^(\d+(?:\.\d+)?)\s*([^\d\s.].*)?$/;

/**
 * @param text e.g. `250us`, `500ms`, `1.5s`, `3m`, `1h`; `0` alone is not a duration, `0s` is
 * @returns whole microseconds
 * @throws SquallError SQUALL_UNIT when the number or unit is not valid, or when it is not a whole number of microseconds
 */
export function parseDurationUs(text: string): number {
  const { number, unit } = splitQuantity(text, 'duration', durationUnits, '500ms');
  return scaleExactly(text, number, durationUnits[unit], maxDurationUs, 'microseconds');
}

/**
 * @param text e.g. `200B`, `1KB` (1,000 bytes), `1KiB` (1,024 bytes), `4MB`
 * @returns whole bytes
 * @throws SquallError SQUALL_UNIT when the number or unit is not valid, or when it is not a whole number of bytes
 */
export function parseBytes(text: string): number {
  const { number, unit } = splitQuantity(text, 'size', byteUnits, '200B');
  return scaleExactly(text, number, byteUnits[unit], maxBytes, 'bytes');
}

/**
 * @param text e.g. `10KB/s`, `1MiB/s`
 * @returns whole bytes per second
 * @throws SquallError SQUALL_UNIT when it is not a number of bytes and `/s`, or not a whole number of bytes
 */
export function parseByteRate(text: string): number {
  const match = /^(.*[^\s])\s*\/s$/.exec(text.trim());
  if (match === null) {
    throw new SquallError(
      'SQUALL_UNIT',
      `${quote(text)} is not a rate of bytes`,
      'write a size and `/s`, e.g. `10KB/s`',
    );
  }
  return parseBytes(match[1] ?? '');
}

/** Like `parseBytes`, for quantities that are averages and need not be whole: `6.5B`. */
export function parseMeanBytes(text: string): number {
  const { number, unit } = splitQuantity(text, 'size', byteUnits, '6.5B');
  return Number(number) * byteUnits[unit];
}

/**
 * @param text e.g. `20/s`, `600/m`, `0.5/s`
 * @returns events per second
 * @throws SquallError SQUALL_UNIT when the number or unit is not valid
 */
export function parseRatePerSecond(text: string): number {
  const { number, unit } = splitQuantity(text, 'rate', rateUnits, '20/s');
  // Dividing keeps 600/m at exactly 10; multiplying by 1/60 would not.
  return Number(number) / Math.round(1 / rateUnits[unit]);
}

/**
 * @param text `20%`, or a plain number from 0 to 1 such as `0.2`
 * @returns the share as a number from 0 to 1
 * @throws SquallError SQUALL_UNIT when it is neither, or lies outside 0 to 1
 */
export function parseShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  const share = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (!(share >= 0 && share <= 1)) {
    throw new SquallError(
      'SQUALL_UNIT',
      `${quote(text)} is not a share`,
      'write a percentage from 0% to 100% or a number from 0 to 1, e.g. `20%`',
    );
  }
  return share;
}

/** A duration in the largest unit that writes it exactly and briefly: `1s`, `250ms`, `1.5s`, `3m`, `90s`. */
export function formatDuration(us: number): string {
  if (us === 0) return '0s';
  if (us % 3600e6 === 0) return `${us / 3600e6}h`;
  if (us % 60e6 === 0) return `${us / 60e6}m`;
  if (us >= 1e6) return `${Math.round(us) / 1e6}s`;
  return us >= 1e3 ? `${Math.round(us) / 1e3}ms` : `${us}us`;
}

/** Bytes in the largest unit that writes them exactly: `200B`, `1KB`, `1MiB`. */
export function formatBytes(bytes: number): string {
  const exact = (['GiB', 'MiB', 'KiB', 'GB', 'MB', 'KB'] as const).find(
    (unit) => bytes >= byteUnits[unit] && bytes % byteUnits[unit] === 0,
  );
  return exact === undefined ? `${bytes}B` : `${bytes / byteUnits[exact]}${exact}`;
}

interface Quantity<Unit extends string> {
  readonly number: string;
  readonly unit: Unit;
}

function splitQuantity<Unit extends string>(
  text: string,
  kind: string,
  units: Readonly<Record<Unit, number>>,
  example: string,
): Quantity<Unit> {
  const match = quantityPattern.exec(text.trim());
  const names = Object.keys(units) as Unit[];
  const remedy = `write a number and one of ${names.join(', ')}, e.g. \`${example}\``;
  if (match === null) {
    throw new SquallError('SQUALL_UNIT', `${quote(text)} is not a ${kind}`, remedy);
  }
  const [, number = '', written] = match;
  if (written === undefined) {
    throw new SquallError('SQUALL_UNIT', `the ${kind} ${quote(text)} has no unit`, remedy);
  }
  const unit = names.find((name) => name === written);
  if (unit === undefined) {
    throw new SquallError('SQUALL_UNIT', `${quote(written)} is not a unit of ${kind}`, remedy);
  }
  return { number, unit };
}

/** Decimal digits times an integer scale without the rounding of floating point: `1.1s` is 1,100,000 µs exactly. */
function scaleExactly(text: string, number: string, scale: number, max: number, whole: string): number {
  const [integer = '0', fraction = ''] = number.split('.');
  const numerator = BigInt(integer.slice(0, 24) + fraction.slice(0, 24)) * BigInt(scale);
  const denominator = 10n ** BigInt(Math.min(fraction.length, 24));
  if (integer.length > 24 || numerator > BigInt(max) * denominator) {
    throw new SquallError('SQUALL_UNIT', `${quote(text)} is too large`, `stay within ${max} ${whole}`);
  }
  if (fraction.length > 24 || numerator % denominator !== 0n) {
    throw new SquallError(
      'SQUALL_UNIT',
      `${quote(text)} is not a whole number of ${whole}`,
      `round it to whole ${whole}`,
    );
  }
  return Number(numerator / denominator);
}
