import { SquallError } from '../errors.js';
import { findMetric, type MetricKind, metricDefinitions } from '../metrics/metric-names.js';
import { type TransportName, transportNames } from '../wire/transport-names.js';
import { quote } from './quote.js';
import type { Threshold } from './scenario.js';
import { adviseNames, suggestNearest } from './suggest-nearest.js';
import { parseDurationUs, parseMeanBytes, parseRatePerSecond, parseShare } from './units.js';

const pattern = /^(?:([^\s:]+)\s*:\s*)?([^\s:<>=!]+)\s*(<=|>=|==|!=|<|>)\s*(\S.*)$/;
const form = 'write `[transport:] metric comparison value`, e.g. `delivery.p99 < 50ms` or `sse: lost == 0`';

/**
 * Reads one threshold: `[transport:] metric comparison value`. The value has the unit of the metric.
 * @throws SquallError SQUALL_THRESHOLD
 */
export function parseThreshold(expression: string): Threshold {
  const parts = splitExpression(expression);
  if (parts === undefined) {
    throw new SquallError('SQUALL_THRESHOLD', `${quote(expression)} is not a threshold`, form);
  }
  const { transport, name, comparison, value } = parts;
  const metric = findMetric(name);
  if (metric === undefined) throw unknownMetric(name);
  return {
    expression: expression.trim().replace(/\s+/g, ' '),
    metric: metric.name,
    comparison,
    value: parseValue(name, metric.kind, value),
    transport,
  };
}

/** What thresholds of a scenario and limits of a gate have in common. */
export interface ExpressionParts {
  readonly transport: TransportName | undefined;
  /** Of a metric, as written: it need not exist. */
  readonly name: string;
  readonly comparison: Threshold['comparison'];
  readonly value: string;
}

/**
 * @returns undefined for what has another form
 * @throws SquallError SQUALL_THRESHOLD for a transport that does not exist
 */
export function splitExpression(expression: string): ExpressionParts | undefined {
  const match = pattern.exec(expression.trim());
  if (match === null) return undefined;
  const [, transport, name = '', comparison, value = ''] = match;
  return {
    transport: transport === undefined ? undefined : parseTransport(transport),
    name,
    comparison: comparison as Threshold['comparison'],
    value,
  };
}

function unknownMetric(name: string): SquallError {
  const nearest = suggestNearest(
    name,
    metricDefinitions.map((metric) => metric.name),
  );
  const hint = nearest === undefined ? '' : `did you mean \`${nearest}\`? `;
  return new SquallError(
    'SQUALL_THRESHOLD',
    `there is no metric ${quote(name)}`,
    `${hint}\`squall list metrics\` names them all`,
  );
}

function parseTransport(name: string): TransportName {
  const transport = transportNames.find((known) => known === name);
  if (transport !== undefined) return transport;
  throw new SquallError(
    'SQUALL_THRESHOLD',
    `there is no transport ${quote(name)}`,
    adviseNames(name, transportNames),
  );
}

const parsers: Record<MetricKind, (text: string) => number> = {
  duration: parseDurationUs,
  bytes: parseMeanBytes,
  rate: parseRatePerSecond,
  share: parseShare,
  number: parseNumber,
};

function parseValue(metric: string, kind: MetricKind, text: string): number {
  try {
    return parsers[kind](text);
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    const noun = kind === 'number' ? 'plain number' : kind === 'bytes' ? 'number of bytes' : kind;
    throw new SquallError('SQUALL_THRESHOLD', `${metric} is a ${noun}: ${error.message}`, error.remedy);
  }
}

function parseNumber(text: string): number {
  if (/^\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  throw new SquallError(
    'SQUALL_UNIT',
    `${quote(text)} is not a plain number`,
    'write it without a unit, e.g. `0`',
  );
}
