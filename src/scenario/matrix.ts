import type { Finding } from './explain-issue.js';
import { formatKeyPath, getAt, isMap, isPrefix, type KeyPath, parseKeyPath, setAt } from './key-path.js';
import { quote } from './quote.js';
import { findSchema, listPaths } from './schema-lookup.js';
import { adviseNames } from './suggest-nearest.js';

/** One key of the matrix: which key of the scenario it varies, and over what. */
export interface MatrixAxis {
  /** As written, e.g. `publish.payload`. */
  readonly key: string;
  readonly path: KeyPath;
  readonly values: readonly unknown[];
}

/** What one cell takes from one axis. */
export interface MatrixChoice {
  readonly axis: MatrixAxis;
  readonly index: number;
}

/** Keys that belong to the file as a whole, so no cell can have its own. */
const fixedKeys = ['name', 'description', 'thresholds', 'matrix', 'repeat'];

/**
 * Checks the paths of a matrix.
 * @param base the scenario without matrix: paths into a list need an entry there
 * @returns the axes in file order, or what is wrong with the first bad one
 */
export function readAxes(
  matrix: Readonly<Record<string, readonly unknown[]>>,
  base: unknown,
): MatrixAxis[] | Finding {
  const axes: MatrixAxis[] = [];
  for (const [key, values] of Object.entries(matrix)) {
    const path = parseKeyPath(key);
    const flaw = findPathFlaw(key, path, base) ?? findOverlap(key, path, axes);
    if (flaw !== undefined || path === undefined) {
      return { code: 'SQUALL_UNKNOWN_KEY', path: ['matrix', key], at: 'key', ...(flaw ?? unknownPath(key)) };
    }
    axes.push({ key, path, values });
  }
  return axes;
}

type Flaw = Pick<Finding, 'problem' | 'remedy'> & { readonly code?: Finding['code'] };

function findPathFlaw(key: string, path: KeyPath | undefined, base: unknown): Flaw | undefined {
  if (path === undefined || findSchema(path) === undefined) return unknownPath(key);
  if (fixedKeys.includes(String(path[0]))) {
    return {
      problem: `${quote(String(path[0]))} belongs to the whole file and cannot be varied`,
      remedy: 'remove it from the matrix',
    };
  }
  if (path[0] === 'target' && path.includes('headers')) {
    // Labels and file names are made of what varies.
    return {
      code: 'SQUALL_VALUE',
      problem: 'headers of a target cannot be varied',
      remedy: 'vary target, with a map and a name for each value',
    };
  }
  const at = path.findIndex((part) => typeof part === 'number');
  if (at >= 0 && getAt(base, path.slice(0, at + 1)) === undefined) {
    return {
      problem: `there is no ${formatKeyPath(path.slice(0, at + 1))} to vary`,
      remedy: `add it to the scenario's ${formatKeyPath(path.slice(0, at))}; entries count from 0`,
    };
  }
  return undefined;
}

function unknownPath(key: string): Flaw {
  const paths = [...listPaths().keys()].filter((path) => !fixedKeys.includes(path));
  // Entries beyond the first have the same keys.
  const written = key.replace(/\[\d+\]/g, '[0]');
  if (key !== key.trim()) {
    return { problem: `the key ${quote(key)} has spaces around it`, remedy: 'remove them' };
  }
  return { problem: `there is no key ${quote(key)} to vary`, remedy: adviseNames(written, paths) };
}

function findOverlap(key: string, path: KeyPath | undefined, axes: readonly MatrixAxis[]): Flaw | undefined {
  const other = axes.find(
    (axis) => path !== undefined && (isPrefix(axis.path, path) || isPrefix(path, axis.path)),
  );
  if (other === undefined) return undefined;
  return {
    code: 'SQUALL_VALUE',
    problem: `${quote(key)} and ${quote(other.key)} vary the same part of the scenario`,
    remedy: 'vary the larger one only, with a map for each value',
  };
}

/** How many cells the axes span. */
export function countCells(axes: readonly MatrixAxis[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

/** Every combination of the axes' values; the first axis varies slowest. */
export function listCombinations(axes: readonly MatrixAxis[]): MatrixChoice[][] {
  return axes.reduce<MatrixChoice[][]>(
    (combinations, axis) =>
      combinations.flatMap((choices) => axis.values.map((_, index) => [...choices, { axis, index }])),
    [[]],
  );
}

/** The scenario that a combination of choices makes of the base. */
export function applyChoices(base: unknown, choices: readonly MatrixChoice[]): unknown {
  return choices.reduce((scenario, { axis, index }) => setAt(scenario, axis.path, axis.values[index]), base);
}

/** Where a path of a cell stands in the file: within the matrix when the cell has it from there. */
export function locateInFile(path: KeyPath, choices: readonly MatrixChoice[]): KeyPath {
  const choice = choices.find(({ axis }) => isPrefix(axis.path, path));
  if (choice === undefined) return path;
  return ['matrix', choice.axis.key, choice.index, ...path.slice(choice.axis.path.length)];
}

/**
 * What a cell takes from an axis in a few words, for labels: `1s`. Of maps only the keys in which the axis's values
 * differ: `by=server how=close`.
 */
export function describeChoice({ axis, index }: MatrixChoice): string {
  const value = axis.values[index];
  const maps = axis.values.filter(isMap);
  if (!isMap(value) || maps.length < axis.values.length) return describeValue(value);
  const differing = Object.entries(value).filter(([key, inner]) =>
    maps.some((other) => describeValue(other[key]) !== describeValue(inner)),
  );
  // Values may differ by what only the others have.
  return describeValue(differing.length === 0 ? value : Object.fromEntries(differing));
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(describeValue).join(' + ');
  if (!isMap(value)) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}=${describeValue(inner)}`)
    .join(' ');
}
