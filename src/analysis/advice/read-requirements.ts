import { parse } from 'yaml';
import type { z } from 'zod';
import { type ErrorPlace, SquallError } from '../../errors.js';
import { getAt, type KeyPath } from '../../scenario/key-path.js';
import type { IssueParams } from '../../scenario/quantities.js';
import { quote } from '../../scenario/quote.js';
import { adviseNames } from '../../scenario/suggest-nearest.js';
import { readYaml, type YamlSource } from '../../scenario/yaml-source.js';
import { type Requirements, requirementsSchema } from './requirements.js';
import { requirementsJsonSchema } from './requirements-json-schema.js';

const knownKeys = Object.keys(requirementsSchema.shape);

/**
 * Reads requirements from a file with one key, `requirements`, and from `key=value` words, which count before the file.
 * @throws SquallError naming the key, and line and column in a file
 */
export function readRequirements(
  file: { readonly path: string; readonly source: string } | undefined,
  words: readonly string[],
): Requirements {
  const yaml = file === undefined ? undefined : readYaml(file.source, file.path);
  const stated = readMap(yaml, file?.path);
  const overriding = Object.fromEntries(words.map(readWord));
  const value = { ...stated, ...overriding };
  const parsed = requirementsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw new RangeError('a failed check has an issue');
  throw explain(issue, value, (path) => placeOf(path, yaml, Object.keys(overriding)));
}

function readMap(yaml: YamlSource | undefined, path = ''): Record<string, unknown> {
  if (yaml === undefined) return {};
  const { requirements, ...others } = yaml.value;
  const [stray] = Object.keys(others);
  if (stray !== undefined) {
    throw new SquallError(
      'SQUALL_UNKNOWN_KEY',
      `there is no key ${quote(stray)} here`,
      'put everything under `requirements:`',
      yaml.place([stray], 'key'),
    );
  }
  if (typeof requirements === 'object' && requirements !== null && !Array.isArray(requirements)) {
    return requirements as Record<string, unknown>;
  }
  const place = requirements === undefined ? { file: path } : yaml.place(['requirements'], 'value');
  const example = 'e.g. `requirements: { tabs: 8 }`; see docs/advice.md';
  throw new SquallError('SQUALL_VALUE', 'requirements must be a map of keys', example, place);
}

/** `tabs=8`; lists are separated by commas. */
function readWord(word: string): [string, unknown] {
  const at = word.indexOf('=');
  const [key, text] = [word.slice(0, at).trim(), word.slice(at + 1).trim()];
  if (at < 1 || text === '') {
    throw new SquallError(
      'SQUALL_USAGE',
      `--need ${quote(word)} is no requirement`,
      'write key=value, e.g. --need tabs=8',
    );
  }
  if (key === 'proxies') return [key, text.split(',').map((name) => name.trim())];
  // 1.1 is a version, not a number.
  return [key, key === 'http' ? text : (parse(text) as unknown)];
}

function placeOf(path: KeyPath, yaml: YamlSource | undefined, overridden: readonly string[]): ErrorPlace {
  const [key = ''] = path;
  if (yaml === undefined || overridden.includes(String(key))) return { key: `--need ${String(key)}` };
  return yaml.place(['requirements', ...path], knownKeys.includes(String(key)) ? 'value' : 'key');
}

function explain(issue: z.core.$ZodIssue, root: unknown, place: (path: KeyPath) => ErrorPlace): SquallError {
  const path = issue.path as KeyPath;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const problem = `there is no requirement ${quote(key)}`;
    return new SquallError('SQUALL_UNKNOWN_KEY', problem, adviseNames(key, knownKeys), place([key]));
  }
  const value = getAt(root, path);
  if (issue.code === 'custom') {
    const { code, remedy } = issue.params as unknown as IssueParams;
    return new SquallError(code, issue.message, remedy, place(path));
  }
  const remedy =
    issue.code === 'invalid_value'
      ? adviseNames(String(value), issue.values.map(String))
      : `write e.g. ${listExamples(String(path[0]))}`;
  return new SquallError('SQUALL_VALUE', `${quote(value)} is not valid here`, remedy, place(path));
}

const { properties = {} } = requirementsJsonSchema.properties?.requirements ?? {};

function listExamples(key: string): string {
  const examples = properties[key]?.examples ?? [];
  return examples.map((example) => `\`${key}: ${writeExample(example)}\``).join(' or ');
}

function writeExample(example: unknown): string {
  return Array.isArray(example) ? `[${example.join(', ')}]` : String(example);
}
