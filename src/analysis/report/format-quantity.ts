import { type Phrase, type Quantity, say } from './phrase.js';

/** Stands where there is nothing to show. */
export const nothing = '–';

/** The one place that turns numbers into text. Nothing here depends on locale or time, so equal results give equal bytes. */
export function formatQuantity({ value, unit }: Quantity): string {
  if (value === null || !Number.isFinite(value)) return nothing;
  switch (unit) {
    case 'us':
      return formatUs(value);
    case 'bytes':
      return formatBytes(value);
    case 'count':
      return formatCount(value);
    case 'number':
      return formatNumber(value);
    case 'perSecond':
      return `${formatNumber(value)}/s`;
    case 'share':
      return formatShare(value);
    case 'factor':
      return `×${formatNumber(value)}`;
  }
}

/** Prose drops the zeros that keep a table's column even: `7 s` where a table has `7.00 s`. */
export function formatPhrase(phrase: Phrase): string {
  return phrase
    .map((part) => (typeof part === 'string' ? part : formatQuantity(part).replace(/\.0+ /, ' ')))
    .join('');
}

/** Tagged template for sentences that are stored as text: tell`${us(541)} late in ${1234} cases` is `541 µs late in 1,234 cases`. */
export function tell(...parts: Parameters<typeof say>): string {
  return formatPhrase(say(...parts));
}

/** Microseconds in the unit that reads best: `850 µs`, `3.20 ms`, `1.02 s`, `2 min 05 s`. */
export function formatUs(valueUs: number): string {
  const size = Math.abs(valueUs);
  if (size === 0) return '0';
  if (size < 999.5) return `${formatNumber(valueUs)} µs`;
  if (size < 999_500) return `${toThreeDigits(valueUs / 1e3)} ms`;
  if (size < 119_500_000) return `${toThreeDigits(valueUs / 1e6)} s`;
  const seconds = Math.round(valueUs / 1e6);
  const rest = Math.abs(seconds % 60);
  return `${Math.trunc(seconds / 60)} min ${String(rest).padStart(2, '0')} s`;
}

/** Bytes in binary multiples from 10,000 on; below that exact, with a fraction for means. */
export function formatBytes(value: number): string {
  if (Math.abs(value) < 9_999.5) return `${formatNumber(value)} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let scaled = value / 1024;
  let unit = 0;
  while (Math.abs(scaled) >= 1023.5 && unit < units.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${formatNumber(scaled)} ${units[unit]}`;
}

/** A whole number with thousands separators: `229,000`. */
export function formatCount(value: number): string {
  const digits = String(Math.abs(Math.round(value)));
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 0 && grouped !== '0' ? `−${grouped}` : grouped;
}

/** Three significant digits without trailing zeros after the point; grouped from 1,000 on. */
export function formatNumber(value: number): string {
  if (Math.abs(value) >= 999.5) return formatCount(value);
  const text = toThreeDigits(value);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** 0 to 1 in per cent. What is not quite nothing never reads `0 %`, and what is not quite all never `100 %`. */
export function formatShare(value: number): string {
  const percent = value * 100;
  if (percent > 0 && percent < 0.01) return '< 0.01 %';
  if (percent > 99.99 && percent < 100) return '> 99.99 %';
  const places = percent > 99 && percent < 100 ? 2 : undefined;
  return `${places === undefined ? formatNumber(percent) : percent.toFixed(places)} %`;
}

/** Three significant digits, trailing zeros kept: `3.20`, `50.1`, `812`. */
function toThreeDigits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 99.95) return formatCount(value);
  const places = size >= 9.995 ? 1 : 2;
  const text = size >= 0.995 ? size.toFixed(places) : String(Number(size.toPrecision(3)));
  return value < 0 ? `−${text}` : text;
}
