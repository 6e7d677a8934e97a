/**
 * Text with numbers in it, kept apart until a renderer puts them together: analysis decides what is said, `render/format.ts`
 * alone decides how a quantity looks.
 */
export type Unit =
  /** Microseconds. */
  | 'us'
  | 'bytes'
  /** A whole number of things. */
  | 'count'
  /** A number that is neither a count nor a quantity with a unit, e.g. attempts per client. */
  | 'number'
  | 'perSecond'
  /** 0 to 1, shown in per cent. */
  | 'share'
  /** One quantity over another: `×3.5`. */
  | 'factor';

export interface Quantity {
  /** null: not measured, or nothing to measure. */
  readonly value: number | null;
  readonly unit: Unit;
}

export type Phrase = readonly (string | Quantity)[];

/** What stands in a table's cell; null: nothing. */
export type CellValue = string | Quantity | null;

/** Tagged template: say`back after ${us(1_020_000)}`. Nested phrases are spliced in. */
export function say(
  texts: TemplateStringsArray,
  ...values: readonly (string | number | Quantity | Phrase)[]
): Phrase {
  const parts: (string | Quantity)[] = [];
  texts.forEach((text, at) => {
    if (text !== '') parts.push(text);
    const value = values[at];
    if (value !== undefined) parts.push(...toParts(value));
  });
  return parts;
}

function toParts(value: string | number | Quantity | Phrase): Phrase {
  if (typeof value === 'number') return [count(value)];
  if (typeof value === 'string' || 'unit' in value) return [value];
  return value;
}

/** Joins phrases as a sentence lists things: `a, b and c`. */
export function list(items: readonly Phrase[], between = ', ', last = ' and '): Phrase {
  return items.flatMap((item, at) => {
    if (at === 0) return item;
    return [at === items.length - 1 ? last : between, ...item];
  });
}

export const us = (value: number | null): Quantity => ({ value, unit: 'us' });
export const bytes = (value: number | null): Quantity => ({ value, unit: 'bytes' });
export const count = (value: number | null): Quantity => ({ value, unit: 'count' });
export const plain = (value: number | null): Quantity => ({ value, unit: 'number' });
export const perSecond = (value: number | null): Quantity => ({ value, unit: 'perSecond' });
export const share = (value: number | null): Quantity => ({ value, unit: 'share' });
export const factor = (value: number | null): Quantity => ({ value, unit: 'factor' });
