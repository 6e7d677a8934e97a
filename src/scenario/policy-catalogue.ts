import { isPreset, presets } from '../reconnect/presets/presets.js';
import { writeOption } from './preset-schema.js';
import { policyDescriptions } from './reconnect-schema.js';
import { type PolicyName, policyNames, type TextbookName } from './scenario.js';
import { findSchema, listKeys } from './schema-lookup.js';

/** A policy as `squall policies` tells it. */
export interface PolicyEntry {
  readonly name: PolicyName;
  readonly family: 'textbook' | 'preset' | 'custom';
  readonly formula: string;
  readonly source: string;
  /** Keys of a scenario that set it, without those that every policy has. */
  readonly keys: readonly PolicyKey[];
}

export interface PolicyKey {
  readonly name: string;
  /** As it is written in a scenario; null where the key is left out by default. */
  readonly default: unknown;
  readonly about: string;
}

const brooker = 'M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015';

const textbookSources: Readonly<Record<TextbookName, string>> = {
  immediate: 'no waiting at all: the least one can do',
  fixed: 'a constant wait',
  exponential: `${brooker}: "expo"`,
  'full-jitter': `${brooker}: "full jitter"`,
  'equal-jitter': `${brooker}: "equal jitter"`,
  'decorrelated-jitter': `${brooker}: "decorrelated"`,
  server: 'WHATWG HTML §9.2.6 (retry:), RFC 9110 §10.2.3 (Retry-After)',
};

export function listPolicies(): PolicyEntry[] {
  return policyNames.map((name) => ({
    name,
    ...tellSource(name),
    formula: policyDescriptions[name],
    keys: tellKeys(name),
  }));
}

function tellSource(name: PolicyName): Pick<PolicyEntry, 'family' | 'source'> {
  if (name === 'custom') return { family: 'custom', source: 'the scenario' };
  return isPreset(name)
    ? { family: 'preset', source: presets[name].source }
    : { family: 'textbook', source: textbookSources[name] };
}

function tellKeys(name: PolicyName): PolicyKey[] {
  if (isPreset(name)) {
    return Object.entries(presets[name].options).map(([key, option]) => ({
      name: key,
      default: writeOption(option, option.default),
      about: option.about,
    }));
  }
  const root = { reconnect: { policy: name } };
  return listKeys(['reconnect'], root, root.reconnect)
    .filter((key) => key !== 'policy' && key !== 'connectTimeout')
    .map((key) => {
      const node = findSchema(['reconnect', key], root);
      return { name: key, default: node?.default ?? null, about: node?.description ?? '' };
    });
}
