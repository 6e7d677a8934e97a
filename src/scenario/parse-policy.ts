import { parse } from 'yaml';
import { z } from 'zod';
import { SquallError } from '../errors.js';
import { explainIssues } from './explain-issue.js';
import { setAt } from './key-path.js';
import { normaliseReconnect } from './normalise-reconnect.js';
import { reconnectSchema } from './reconnect-schema.js';
import type { ReconnectSettings } from './scenario.js';

const cellPart = z.strictObject({ reconnect: reconnectSchema });

/**
 * A reconnect policy as it is named on a command line: `full-jitter`, with parameters `full-jitter base=2s cap=10s` or
 * `custom jitter=20% giveUp.attempts=10`, or a map as in a scenario, `{ policy: full-jitter, base: 2s }`.
 * @throws SquallError whatever is wrong with it
 */
export function parsePolicy(text: string): ReconnectSettings {
  const root = { reconnect: readKeys(text.trim()) };
  const parsed = cellPart.safeParse(root);
  if (parsed.success) return normaliseReconnect(parsed.data.reconnect);
  const findings = explainIssues(parsed.error.issues, root);
  const first = findings.find(({ code }) => code === 'SQUALL_UNKNOWN_KEY') ?? findings[0];
  if (first === undefined) throw new Error('a policy was refused without a reason');
  throw new SquallError(first.code, first.problem, first.remedy, { key: first.path.slice(1).join('.') });
}

function readKeys(text: string): unknown {
  if (text.startsWith('{')) return readValue(text);
  const [policy, ...words] = text.split(/\s+(?=[^\s=]+=)/);
  let keys: Record<string, unknown> = { policy };
  for (const word of words) {
    const at = word.indexOf('=');
    keys = setAt(keys, word.slice(0, at).split('.'), readValue(word.slice(at + 1))) as typeof keys;
  }
  return keys;
}

function readValue(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new SquallError('SQUALL_YAML', `${text} cannot be read`, 'write it as in a scenario');
  }
}
