import {
  isPreset,
  type PresetName,
  type PresetValues,
  presets,
  resetAfterUs,
} from '../reconnect/presets/presets.js';
import { type CustomKeys, normaliseCustom } from './custom-policy-schema.js';
import type { ReconnectKeys } from './reconnect-schema.js';
import type { ReconnectSettings } from './scenario.js';

/** Parameters that a policy does not use take the defaults they have elsewhere. */
export function normaliseReconnect(keys: ReconnectKeys): ReconnectSettings {
  const { policy } = keys;
  const common = {
    policy,
    delayUs: 'delay' in keys ? keys.delay : 1e6,
    baseUs: 'base' in keys ? keys.base : 1e6,
    capUs: 'cap' in keys ? keys.cap : 30e6,
    factor: 'factor' in keys ? keys.factor : 2,
    resetAfterUs: 'resetAfter' in keys ? keys.resetAfter : 0,
    connectTimeoutUs: keys.connectTimeout,
  };
  if (policy === 'custom') return { ...common, custom: normaliseCustom(keys as CustomKeys) };
  return isPreset(policy) ? normalisePreset(common, policy, keys) : common;
}

function normalisePreset(
  common: ReconnectSettings,
  policy: PresetName,
  keys: ReconnectKeys,
): ReconnectSettings {
  const names = Object.keys(presets[policy].options);
  // The schema gave every option of the preset its value, though its type does not name them.
  const values = keys as unknown as PresetValues;
  const options = Object.fromEntries(names.map((name) => [name, values[name] ?? 0] as const));
  return { ...common, ...plainParameters, options, resetAfterUs: resetAfterUs(policy, options) };
}

/** `cap` is an option's name too, and the library's then. */
const plainParameters = { delayUs: 1e6, baseUs: 1e6, capUs: 30e6, factor: 2 };
