import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { ExitStatus, SquallError } from '../errors.js';
import { parseScenario } from './parse-scenario.js';
import { planTrials } from './plan.js';
import { listPaths } from './schema-lookup.js';
import { listShippedScenarios } from './shipped-scenarios.js';
import { readShippedScenario } from './testing/read-shipped-scenario.js';

/*
 * Whatever stands in a file: it is planned, or refused in one line that names the file. Never anything else.
 */

const shipped = listShippedScenarios().map(readShippedScenario);
const paths = [...listPaths().keys()];

/** Something that may stand where a value does. */
const fragment = fc.oneof(
  fc.constantFrom(
    '',
    '~',
    '[]',
    '{}',
    '[[',
    '}',
    '- ',
    ': ',
    '? ',
    '&a',
    '*a',
    '!!set',
    '<<',
    '|',
    '>',
    '%',
    '@',
    '`',
    '"',
    "'",
    '#',
    '\t',
    '\u0000',
    '\uFEFF',
    '\u2028',
    '\r',
    '---',
    '...',
    '0',
    '-1',
    '1e999',
    '.nan',
    '.inf',
    '0x10',
    '1_000',
    '9007199254740993',
    'true',
    'null',
    '2001-01-01',
    '1s',
    '0s',
    '1h',
    '1us',
    '999999h',
    '1B',
    '1TB',
    '20/s',
    '0/s',
    '20%',
    'sse',
    'fixed',
    '__proto__',
    'constructor',
    'toString',
    'matrix',
    'faults[0].at',
    'faults[9]',
    'a.b.c',
    '{ policy: fixed, base: 1s }',
    '[sse, sse]',
    'lost == 0',
    'delivery.p99 <',
    '{ transport: [sse] }',
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.constantFrom(...paths),
  fc.json({ maxDepth: 2 }),
);

const position = fc.nat({ max: 10_000 });

/** One way to spoil a text. */
const mutation = fc.oneof(
  fc.record({
    kind: fc.constantFrom('delete', 'duplicate', 'swap', 'outdent', 'indent'),
    at: position,
    with: position,
  }),
  fc.record({ kind: fc.constantFrom('line', 'value', 'insert', 'key'), at: position, text: fragment }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function spoil(source: string, change: Mutation): string {
  const lines = source.split('\n');
  const at = change.at % lines.length;
  const line = lines[at] ?? '';
  const put = (...replacement: string[]): string => lines.toSpliced(at, 1, ...replacement).join('\n');
  if ('text' in change) {
    const { text } = change;
    switch (change.kind) {
      case 'line':
        return put(text);
      case 'value':
        return put(line.replace(/: .*/, () => `: ${text}`));
      case 'key':
        return put(line.replace(/[\w.[\]"]+:/, () => `${text}:`));
      default: {
        const offset = change.at % (source.length + 1);
        return source.slice(0, offset) + text + source.slice(offset);
      }
    }
  }
  const other = change.with % lines.length;
  switch (change.kind) {
    case 'delete':
      return put();
    case 'duplicate':
      return put(line, line);
    case 'indent':
      return put(`  ${line}`);
    case 'outdent':
      return put(line.replace(/^ {1,2}/, ''));
    default:
      return lines
        .with(at, lines[other] ?? '')
        .with(other, line)
        .join('\n');
  }
}

/** Puts any YAML value at any path of the schema. */
function replaceAt(source: string, path: string, value: unknown): string {
  const document = parseDocument(source);
  const keys = path.match(/[A-Za-z]+|\d+/g)?.map((key) => (/\d/.test(key) ? Number(key) : key)) ?? [];
  try {
    document.setIn(keys, value);
  } catch {
    // A parent that is no collection: nothing to put it into.
  }
  return document.toString();
}

function expectPlanOrRefusal(source: string): void {
  try {
    const { trials } = planTrials(parseScenario(source, 'fuzzed.yaml'));
    expect(trials.length).toBeGreaterThan(0);
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    const line = error.toLine();
    expect(error.exit).toBe(ExitStatus.badInput);
    expect(line).toMatch(/^fuzzed\.yaml:(\d+:\d+: )?[^\n\r\u0085\u2028\u2029]+ \(SQUALL_[A-Z_]+\)$/u);
    expect(line.length).toBeLessThan(2000);
    // Only exhaustion has no place of its own.
    if (error.place.line === undefined) expect(error.code).toBe('SQUALL_YAML');
  }
}

const text = fc.constantFrom(...shipped);

describe('any text is planned or refused in one line', () => {
  it('spoilt in one to four places', () => {
    const changes = fc.array(mutation, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(text, changes, (source, list) => {
        expectPlanOrRefusal(list.reduce(spoil, source));
      }),
      { seed: 20_240_601, numRuns: 2000 },
    );
  }, 60_000);

  it('with any value at any key', () => {
    const value = fc.oneof(
      fragment,
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fragment, { maxLength: 3 }),
      fc.dictionary(fc.oneof(fragment, fc.constantFrom('policy', 'kind', 'at', 'delay')), fragment, {
        maxKeys: 3,
      }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...paths), value, (source, path, put) => {
        expectPlanOrRefusal(replaceAt(source, path, put));
      }),
      { seed: 20_240_602, numRuns: 1500 },
    );
  }, 60_000);

  it('with any matrix', () => {
    const matrix = fc.dictionary(
      fc.oneof(fc.constantFrom(...paths), fragment),
      fc.oneof(fc.array(fragment, { maxLength: 3 }), fragment),
      { minKeys: 1, maxKeys: 3 },
    );
    fc.assert(
      fc.property(text, matrix, (source, put) => {
        expectPlanOrRefusal(replaceAt(source, 'matrix', put));
      }),
      { seed: 20_240_603, numRuns: 500 },
    );
  }, 60_000);

  it('of no scenario at all', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.json(), fragment);
    fc.assert(fc.property(anything, expectPlanOrRefusal), { seed: 20_240_604, numRuns: 500 });
  }, 60_000);
});
