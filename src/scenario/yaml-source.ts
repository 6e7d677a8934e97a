import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { type ErrorPlace, SquallError } from '../errors.js';
import { formatKeyPath, type KeyPath } from './key-path.js';
import { flatten, quote } from './quote.js';
import { findOddity, maxAliases, type Oddity, offsetOf } from './yaml-oddities.js';
import { findOffset } from './yaml-offset.js';

/** A YAML text as a plain value that still knows where each part of it stands. */
export interface YamlSource {
  readonly value: Record<string, unknown>;
  /** Line and column of the value at `path`, or of its key; of the nearest enclosing one when it is absent. */
  place(path: KeyPath, at: 'key' | 'value'): ErrorPlace;
}

/** Far beyond any scenario, and small enough to be dealt with at once. */
const maxCharacters = 1_000_000;

/**
 * Reads a YAML text that holds one map.
 * @throws SquallError SQUALL_YAML with line and column
 */
export function readYaml(source: string, file: string): YamlSource {
  if (source.length > maxCharacters) {
    const problem = `a file of ${source.length} characters is no scenario`;
    throw new SquallError('SQUALL_YAML', problem, 'give the path of a scenario file', { file });
  }
  const lines = new LineCounter();
  const locate = (offset: number): ErrorPlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  try {
    const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
    const flaw = findSyntaxFlaw(document, source) ?? findRootFlaw(document) ?? findOddity(document);
    if (flaw !== undefined) {
      throw new SquallError('SQUALL_YAML', flaw.problem, flaw.remedy, locate(flaw.offset));
    }
    return {
      value: toValue(document, locate),
      place: (path, at) => ({ ...locate(findOffset(document, path, at)), key: formatKeyPath(path) }),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The library recurses, and a text nested thousands deep exhausts the stack.
    throw new SquallError('SQUALL_YAML', 'it is nested too deeply', 'flatten it', { file });
  }
}

function findSyntaxFlaw({ errors, warnings }: Document.Parsed, source: string): Oddity | undefined {
  const flaw = errors[0] ?? warnings[0];
  if (flaw === undefined) return undefined;
  const offset = flaw.pos[0];
  const remedy = remedies[flaw.code] ?? 'correct it; text with special characters needs quotes';
  if (flaw.code === 'MULTIPLE_DOCS') return { problem: 'the file holds several documents', remedy, offset };
  if (flaw.code === 'DUPLICATE_KEY') {
    // The library points to where the second one begins.
    const key = /^[^\s:,{}[\]]+/.exec(source.slice(offset, offset + 100))?.[0];
    if (key !== undefined)
      return { problem: `the key ${quote(key)} stands twice in one map`, remedy, offset };
  }
  // The library's name for having run out of stack.
  if (flaw.code === 'RESOURCE_EXHAUSTION') {
    return { problem: 'it is nested too deeply', remedy: 'flatten it', offset };
  }
  return { problem: `not valid YAML: ${flatten(flaw.message, 160)}`, remedy, offset };
}

const remedies: Readonly<Partial<Record<string, string>>> = {
  DUPLICATE_KEY: 'keep one of the two keys',
  MULTIPLE_DOCS: 'keep one scenario per file and remove the `---` between them',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'remove the tag',
};

function findRootFlaw({ contents: root }: Document.Parsed): Oddity | undefined {
  if (root === null || (isScalar(root) && root.value === null)) {
    const remedy = 'start from one of the scenarios that `squall list scenarios` shows';
    return { problem: 'the file is empty', remedy, offset: 0 };
  }
  if (isMap(root)) return undefined;
  const remedy = 'write one `key: value` a line, e.g. `name: my-scenario`';
  return { problem: 'a scenario is a map of keys', remedy, offset: root.range[0] };
}

/** Aliases of aliases multiply; the library gives up with a ReferenceError, and the last alias stands for the most. */
function toValue(document: Document.Parsed, locate: (offset: number) => ErrorPlace): Record<string, unknown> {
  try {
    return document.toJS({ maxAliasCount: maxAliases }) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    let last = 0;
    visit(document, {
      Alias: (_, alias) => {
        last = offsetOf(alias);
      },
    });
    const remedy = 'write out what the aliases stand for';
    throw new SquallError('SQUALL_YAML', 'its aliases stand for too much', remedy, locate(last));
  }
}
