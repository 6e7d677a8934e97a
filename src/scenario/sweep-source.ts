import { isMap, parseDocument, type YAMLMap } from 'yaml';
import type { ReconnectKeys } from './sweep-settings.js';
import { formatDuration } from './units.js';

/** What a sweep changes in a scenario. */
export interface SweepChanges {
  readonly description: string;
  /** Instead of the scenario's own; undefined: left as it is. */
  readonly reconnects: readonly ReconnectKeys[] | undefined;
  /** Varied instead of the scenario's own; undefined: left as it is. */
  readonly transports: readonly string[] | undefined;
  /** Longer than the scenario's own; undefined: left as it is. */
  readonly durationUs: number | undefined;
  readonly repeat: number;
  readonly seed: number | undefined;
}

const longestName = 64;
const suffix = '-advice';

/**
 * The text of the scenario that a sweep runs: an ordinary one, so that its result can be read, rendered and run again like
 * any other. Keys that the sweep does not touch, and comments, stay as they were.
 */
export function writeSweepSource(source: string, changes: SweepChanges): string {
  const document = parseDocument(source);
  const name = String(document.get('name') ?? 'scenario');
  document.set(
    'name',
    name.endsWith(suffix) ? name : `${name.slice(0, longestName - suffix.length).replace(/-$/, '')}${suffix}`,
  );
  document.set('description', changes.description);
  document.set('repeat', changes.repeat);
  if (changes.seed !== undefined) document.set('seed', changes.seed);
  if (changes.durationUs !== undefined) document.set('duration', formatDuration(changes.durationUs));
  if (!isMap(document.get('matrix'))) document.set('matrix', document.createNode({}));
  const matrix = document.get('matrix') as YAMLMap;
  if (changes.durationUs !== undefined) matrix.delete('duration');
  if (changes.transports !== undefined)
    matrix.set('transport', document.createNode(changes.transports, { flow: true }));
  if (changes.reconnects !== undefined) replaceReconnects(matrix, document.createNode(changes.reconnects));
  return document.toString({ lineWidth: 0 });
}

/** Also keys such as `reconnect.base` vary what the sweep varies as a whole. */
function replaceReconnects(matrix: YAMLMap, settings: unknown): void {
  const keys = matrix.items.map(({ key }) => String(key));
  for (const key of keys) if (/^reconnect(\.|$)/.test(key)) matrix.delete(key);
  matrix.set('reconnect', settings);
}

/** What the scenario itself says about reconnecting, value by value; its matrix counts before its own key. */
export function readOwnReconnects(source: string): ReconnectKeys[] {
  const { reconnect, matrix } = parseDocument(source).toJS() as {
    reconnect?: ReconnectKeys;
    matrix?: { reconnect?: readonly ReconnectKeys[] };
  };
  if (matrix?.reconnect !== undefined) return [...matrix.reconnect];
  return reconnect === undefined ? [] : [reconnect];
}
