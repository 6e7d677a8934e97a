import type { z } from 'zod';
import type { ErrorCode } from '../errors.js';
import { transportNames } from '../wire/transport-names.js';
import { faultKinds } from './fault-schema.js';
import { toxicDescriptions } from './faults/toxic.js';
import { formatKeyPath, getAt, type KeyPath } from './key-path.js';
import type { IssueParams } from './quantities.js';
import { quote } from './quote.js';
import { policyNames } from './scenario.js';
import { findSchema, listKeys } from './schema-lookup.js';
import { adviseNames } from './suggest-nearest.js';

/** Something wrong in a scenario, before it is known where in the file it stands. */
export interface Finding {
  readonly code: ErrorCode;
  readonly problem: string;
  readonly remedy: string;
  readonly path: KeyPath;
  readonly at: 'key' | 'value';
}

type Issue = z.core.$ZodIssue;

/**
 * Says in a user's words what the schema objects to, one finding for each mistake.
 * @param root the value that was checked
 */
export function explainIssues(issues: readonly Issue[], root: unknown): Finding[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => explainUnknownKey(issue.path as KeyPath, key, root))
      : explainIssue(issue, root),
  );
}

function explainIssue(issue: Exclude<Issue, { code: 'unrecognized_keys' }>, root: unknown): Finding {
  const path = issue.path as KeyPath;
  const value = getAt(root, path);
  if (value === undefined) return explainMissing(path, root);
  const wrong = (code: ErrorCode, problem: string, remedy: string): Finding => ({
    code,
    problem,
    remedy,
    path,
    at: 'value',
  });
  if (value === null) return { ...wrong('SQUALL_VALUE', 'has no value', advise(path, root)), at: 'key' };
  switch (issue.code) {
    case 'custom': {
      const { code, remedy } = issue.params as unknown as IssueParams;
      return wrong(code, issue.message, remedy);
    }
    case 'invalid_value':
      return wrong(...explainName(path, value, issue.values.map(String)));
    case 'invalid_union':
      // Only the keys that tell variants apart have names of their own; the union itself does not say them.
      return namedKey(path) === undefined
        ? wrong('SQUALL_VALUE', `${quote(value)} is not valid here`, advise(path, root))
        : wrong(...explainName(path, value, []));
    case 'invalid_type':
      return wrong(...explainType(issue.expected, path, value, root));
    case 'too_small':
    case 'too_big':
      return wrong(...explainBound(issue, path, value, root));
    default:
      return wrong('SQUALL_VALUE', `${quote(value)} is not valid here`, advise(path, root));
  }
}

type Explanation = [code: ErrorCode, problem: string, remedy: string];

function explainUnknownKey(path: KeyPath, key: string, root: unknown): Finding {
  const parent = getAt(root, path) as Record<string, unknown>;
  const valid = listKeys(path, root, parent);
  const found = { code: 'SQUALL_UNKNOWN_KEY', path: [...path, key], at: 'key' } as const;
  const variant = parent.policy ?? parent.kind;
  const isKnownElsewhere = listKeys(path, undefined, undefined).includes(key);
  if (typeof variant === 'string' && isKnownElsewhere) {
    const noun = parent.policy === undefined ? 'fault' : 'policy';
    const used = valid.filter((name) => name !== 'policy' && name !== 'kind').join(', ');
    return {
      ...found,
      problem: `the ${noun} ${quote(variant)} does not use ${quote(key)}`,
      remedy: `remove it; ${variant} uses ${used}`,
    };
  }
  if (key === '<<') {
    const problem = 'YAML 1.2, in which scenarios are written, has no merge key';
    return { ...found, problem, remedy: 'write the keys out, or give a whole map by an alias' };
  }
  return { ...found, problem: `there is no key ${quote(key)} here`, remedy: adviseNames(key, valid) };
}

function explainMissing(path: KeyPath, root: unknown): Finding {
  const key = path.at(-1);
  const example = findSchema(path, root)?.examples?.[0];
  const shown = example === undefined ? '' : `, e.g. \`${key}: ${writeInline(example)}\``;
  const remedy = `add it${shown}`;
  return { code: 'SQUALL_MISSING_KEY', problem: `${quote(String(key))} is missing`, remedy, path, at: 'key' };
}

function explainName(path: KeyPath, value: unknown, valid: readonly string[]): Explanation {
  const named = namedKey(path);
  if (named !== undefined && typeof value === 'object') {
    return ['SQUALL_VALUE', `must be one word, not ${name(value)}`, adviseNames('', named.names)];
  }
  const remedy = adviseNames(typeof value === 'string' ? value : '', named?.names ?? valid);
  return named === undefined
    ? ['SQUALL_VALUE', `${quote(value)} is not valid here`, remedy]
    : [named.code, `there is no ${named.noun} ${quote(value)}`, remedy];
}

interface NamedKey {
  readonly code: ErrorCode;
  readonly noun: string;
  readonly names: readonly string[];
}

const namedKeys: Readonly<Partial<Record<string, NamedKey>>> = {
  transport: { code: 'SQUALL_UNKNOWN_TRANSPORT', noun: 'transport', names: transportNames },
  policy: { code: 'SQUALL_UNKNOWN_POLICY', noun: 'reconnect policy', names: policyNames },
  kind: { code: 'SQUALL_UNKNOWN_FAULT', noun: 'fault', names: faultKinds },
};

/** Only what the proxy does can be a condition of a whole trial. */
const conditionKind: NamedKey = {
  code: 'SQUALL_UNKNOWN_FAULT',
  noun: 'condition',
  names: Object.keys(toxicDescriptions),
};

function namedKey(path: KeyPath): NamedKey | undefined {
  if (path[0] === 'proxy' && path.at(-1) === 'kind') return conditionKind;
  return namedKeys[String(path.at(-1))];
}

const typeNames: Readonly<Partial<Record<string, string>>> = {
  object: 'a map of keys',
  record: 'a map of keys',
  array: 'a list',
  string: 'text',
  int: 'a whole number',
  number: 'a number',
};

function explainType(expected: string, path: KeyPath, value: unknown, root: unknown): Explanation {
  const remedy = advise(path, root);
  if (typeof value === 'number' && findSchema(path, root)?.pattern !== undefined && path.at(-1) !== 'name') {
    return ['SQUALL_UNIT', `${quote(value)} has no unit`, remedy];
  }
  const wanted = `must be ${typeNames[expected] ?? expected}`;
  if (isNumberText(value) && ['int', 'number'].includes(expected)) {
    return ['SQUALL_VALUE', `${wanted}, and in quotes ${quote(value)} is text`, 'remove the quotes'];
  }
  return ['SQUALL_VALUE', `${wanted}, not ${name(value)}`, remedy];
}

function isNumberText(value: unknown): boolean {
  return typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value);
}

/** Lists and maps are named, not quoted: nobody has written the words "a list". */
function name(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'a map' : quote(value);
}

function explainBound(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  path: KeyPath,
  value: unknown,
  root: unknown,
): Explanation {
  const isSmall = issue.code === 'too_small';
  // Beyond the whole numbers that are exact zod names the end of those, though the key's own bound is nearer.
  const schema = findSchema(path, root);
  const own = isSmall ? schema?.minimum : schema?.maximum;
  const bound =
    typeof value === 'number' && own !== undefined ? own : Number(isSmall ? issue.minimum : issue.maximum);
  const count = countParts(value);
  const problem = count === undefined ? quote(value) : count((value as { length: number }).length);
  const limit = count === undefined ? String(bound) : count(bound);
  return [
    'SQUALL_VALUE',
    `${problem} ${count === undefined ? 'is' : 'are'} ${isSmall ? 'below the least' : 'above the most'} possible, ${limit}`,
    `use ${limit} or ${isSmall ? 'more' : 'less'}`,
  ];
}

/** What a list or a text consists of, in singular or plural. */
function countParts(value: unknown): ((count: number) => string) | undefined {
  if (Array.isArray(value)) return (count) => `${count} ${count === 1 ? 'entry' : 'entries'}`;
  if (typeof value === 'string') return (count) => `${count} ${count === 1 ? 'character' : 'characters'}`;
  return undefined;
}

/** What could stand there, from the schema's own examples. */
function advise(path: KeyPath, root: unknown): string {
  const examples = findSchema(path, root)?.examples ?? [];
  if (path.at(-1) === 'name')
    return 'use lower-case letters, digits and single hyphens, e.g. `deploy-restart`';
  if (path[0] === 'matrix' && path.length === 2) return 'write the values to try in brackets, e.g. `[1, 2]`';
  if (examples.length === 0) return `see docs/scenarios.md for ${formatKeyPath(path)}`;
  return `write e.g. ${examples.map((example) => `\`${writeInline(example)}\``).join(' or ')}`;
}

/** A value in YAML's one-line form. */
function writeInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeInline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const pairs = Object.entries(value).map(([key, inner]) => `${key}: ${writeInline(inner)}`);
  return `{ ${pairs.join(', ')} }`;
}
