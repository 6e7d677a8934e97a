import { wrapText } from './terminal-table.js';

interface PolicyLine {
  readonly name: string;
  readonly family: string;
  readonly formula: string;
  readonly source: string;
  readonly keys: readonly { readonly name: string; readonly default: unknown }[];
}

/** Every policy: what it waits, where that stands, and the keys that set it with their defaults. */
export function renderPolicyList(policies: readonly PolicyLine[]): string {
  return `${policies.map(tellPolicy).join('\n\n')}\n`;
}

function tellPolicy({ name, family, formula, source, keys }: PolicyLine): string {
  const told = keys.map((key) => (isSet(key.default) ? `${key.name}=${tellDefault(key.default)}` : key.name));
  return [
    `${name} (${family})`,
    wrapText(`  ${formula}`, '  '),
    wrapText(`  source: ${source}`, '          '),
    ...(told.length > 0 ? [wrapText(`  keys: ${told.join(', ')}`, '        ')] : []),
  ].join('\n');
}

/** A default that is nothing, or an empty map, needs no mention. */
function isSet(value: unknown): boolean {
  return value !== null && JSON.stringify(value) !== '{}';
}

function tellDefault(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}
