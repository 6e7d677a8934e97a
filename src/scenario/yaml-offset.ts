import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { KeyPath } from './key-path.js';
import { offsetOf } from './yaml-oddities.js';

/** Follows `path` as far as it exists and returns the offset of the value there, or of its key. */
export function findOffset(document: Document.Parsed, path: KeyPath, at: 'key' | 'value'): number {
  let node: Node | null = document.contents;
  let offset = offsetOf(node);
  for (const [depth, part] of path.entries()) {
    const step: Step | undefined = node === null ? undefined : stepInto(node, part, document);
    if (step === undefined) return offset;
    const isLast = depth === path.length - 1;
    offset = isLast && at === 'value' && step.value !== null ? offsetOf(step.value) : step.offset;
    node = step.value;
  }
  return offset;
}

interface Step {
  /** Of the key, or of the list's entry. */
  readonly offset: number;
  /** null when there is a key without a value. */
  readonly value: Node | null;
}

function stepInto(node: Node, part: string | number, document: Document.Parsed): Step | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target) && typeof part === 'number') {
    const item = target.items[part] as Node | undefined;
    return item === undefined ? undefined : { offset: offsetOf(item), value: item };
  }
  if (!isMap(target)) return undefined;
  const pair = (target.items as Pair[]).find(
    ({ key }) => isScalar(key) && String(key.value) === String(part),
  );
  if (pair === undefined) return undefined;
  const value = pair.value as Node | null;
  const isEmpty = isScalar(value) && value.value === null;
  return { offset: offsetOf(pair.key), value: isEmpty ? null : value };
}
