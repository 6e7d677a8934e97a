import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import { type ErrorCode, type ErrorPlace, SquallError } from '../errors.js';
import { formatKeyPath, type KeyPath } from './key-path.js';
import { flatten } from './quote.js';

/** A YAML text as a plain value that still knows where each part of it stands. */
export interface YamlSource {
  readonly value: Record<string, unknown>;
  /** Line and column of the value at `path`, or of its key; of the nearest enclosing one when it is absent. */
  place(path: KeyPath, at: 'key' | 'value'): ErrorPlace;
}

/** Far beyond any scenario, and small enough to be dealt with at once. */
const maxCharacters = 1_000_000;
const maxDepth = 40;
/** How much larger aliases may make the value; a few lines can stand for billions otherwise. */
const maxAliasCount = 100;

/**
 * Reads a YAML text that holds one map.
 * @throws SquallError SQUALL_YAML with line and column
 */
export function readYaml(source: string, file: string): YamlSource {
  const lines = new LineCounter();
  const locate = (offset: number): ErrorPlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const fail = (problem: string, remedy: string, place: ErrorPlace = { file }): SquallError =>
    new SquallError('SQUALL_YAML' satisfies ErrorCode, problem, remedy, place);

  if (source.length > maxCharacters) {
    throw fail(`a file of ${source.length} characters is no scenario`, 'give the path of a scenario file');
  }
  const document = withoutOverflow(() => parse(source, lines), fail);
  const flaw = document.errors[0] ?? document.warnings[0];
  if (flaw !== undefined) {
    throw fail(
      `not valid YAML: ${flatten(flaw.message, 160)}`,
      remedies[flaw.code] ?? 'correct it; strings with special characters need quotes',
      locate(flaw.pos[0]),
    );
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) {
    throw fail('the file is empty', 'start from one of the scenarios that `squall list scenarios` shows');
  }
  if (!isMap(root)) {
    const remedy = 'write one `key: value` a line, e.g. `name: my-scenario`';
    throw fail('a scenario is a map of keys', remedy, locate(root.range?.[0] ?? 0));
  }
  const odd = withoutOverflow(() => findOddNode(root, 0), fail);
  if (odd !== undefined) throw fail(odd.problem, odd.remedy, locate(odd.offset));
  const value = withoutOverflow(() => document.toJS({ maxAliasCount }) as Record<string, unknown>, fail);
  if (isDeeperThan(value, maxDepth)) throw fail('an alias stands inside its own anchor', 'write it out');
  return {
    value,
    place: (path, at) => ({ ...locate(findOffset(root, path, at, document)), key: formatKeyPath(path) }),
  };
}

type Document = ReturnType<typeof parse>;

function parse(source: string, lineCounter: LineCounter) {
  return parseDocument(source, { lineCounter, prettyErrors: false, strict: true, uniqueKeys: true });
}

const remedies: Readonly<Partial<Record<string, string>>> = {
  DUPLICATE_KEY: 'keep one of the two keys',
  MULTIPLE_DOCS: 'keep one scenario per file and remove the `---` between them',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'remove the tag',
};

/** The YAML library recurses, so a text nested thousands deep ends in a RangeError; undefined or excessive aliases in a ReferenceError. */
function withoutOverflow<Result>(
  run: () => Result,
  fail: (problem: string, remedy: string) => SquallError,
): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) throw fail('it is nested too deeply', 'flatten it');
    if (error instanceof ReferenceError) {
      throw fail(`not valid YAML: ${flatten(error.message, 160)}`, 'write out what the alias stands for');
    }
    throw error;
  }
}

interface OddNode {
  readonly problem: string;
  readonly remedy: string;
  readonly offset: number;
}

/** What YAML allows and no scenario can mean: keys that are not plain text, depth without end. */
function findOddNode(node: unknown, depth: number): OddNode | undefined {
  if (depth > maxDepth) {
    return { problem: 'it is nested too deeply', remedy: 'flatten it', offset: offsetOf(node) };
  }
  if (isPair(node)) {
    if (!isScalar(node.key) || node.key.value === null || node.key.value === '__proto__') {
      return { problem: 'a key must be a plain word', remedy: 'rename it', offset: offsetOf(node.key) };
    }
    return findOddNode(node.value, depth + 1);
  }
  if (!isMap(node) && !isSeq(node)) return undefined;
  for (const item of node.items) {
    const odd = findOddNode(item, depth + 1);
    if (odd !== undefined) return odd;
  }
  return undefined;
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(inner, depth - 1));
}

function offsetOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}

/** Follows `path` as far as it exists and returns where that is. */
function findOffset(root: Node, path: KeyPath, at: 'key' | 'value', document: Document): number {
  let node: Node = root;
  let offset = offsetOf(root);
  for (const [depth, part] of path.entries()) {
    const found: Step | undefined = stepInto(node, part, document);
    if (found === undefined) return offset;
    const isLast = depth === path.length - 1;
    offset = isLast && at === 'value' && found.value !== null ? offsetOf(found.value) : found.offset;
    if (found.value === null) return offset;
    node = found.value;
  }
  return offset;
}

interface Step {
  /** Of the key, or of the list's entry. */
  readonly offset: number;
  /** null when there is a key without a value. */
  readonly value: Node | null;
}

function stepInto(node: Node, part: string | number, document: Document): Step | undefined {
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
