import { type Alias, type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import { quote } from './quote.js';

/** Something in a YAML document that no scenario can mean, and the offset at which it stands. */
export interface Oddity {
  readonly problem: string;
  readonly remedy: string;
  readonly offset: number;
}

const maxDepth = 40;
/** Aliases, and how much larger they may make the value: a few lines can stand for billions otherwise. */
export const maxAliases = 100;

interface Search {
  readonly document: Document.Parsed;
  /** Met so far. */
  aliases: number;
}

/** Finds keys that are not plain words, depth without end, and aliases of nothing, of themselves, or without number. */
export function findOddity(document: Document.Parsed): Oddity | undefined {
  return searchNode(document.contents, [], { document, aliases: 0 });
}

/** @param around the maps and lists that the node stands in */
function searchNode(node: unknown, around: readonly unknown[], search: Search): Oddity | undefined {
  if (isPair(node)) {
    if (!isScalar(node.key) || node.key.value === null || node.key.value === '__proto__') {
      return { problem: 'a key must be a plain word', remedy: 'rename it', offset: offsetOf(node.key) };
    }
    return searchNode(node.value, around, search);
  }
  if (isAlias(node)) return judgeAlias(node, around, search);
  if (!isMap(node) && !isSeq(node)) return undefined;
  if (around.length === maxDepth) {
    return { problem: 'it is nested too deeply', remedy: 'flatten it', offset: offsetOf(node) };
  }
  for (const item of node.items) {
    const oddity = searchNode(item, [...around, node], search);
    if (oddity !== undefined) return oddity;
  }
  return undefined;
}

function judgeAlias(alias: Alias, around: readonly unknown[], search: Search): Oddity | undefined {
  const offset = offsetOf(alias);
  // Resolving one walks the document, so there must not be many.
  if (++search.aliases > maxAliases) {
    const remedy = 'write out what they stand for';
    return { problem: `it has more than ${maxAliases} aliases`, remedy, offset };
  }
  const name = quote(`*${alias.source}`);
  const target = alias.resolve(search.document);
  if (target === undefined) {
    const problem = `nothing above has the anchor of the alias ${name}`;
    return { problem, remedy: 'correct its name', offset };
  }
  if (!around.includes(target)) return undefined;
  return { problem: `the alias ${name} stands inside its own anchor`, remedy: 'write it out', offset };
}

/** Where a node begins in the text; 0 when it is not known. */
export function offsetOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}
