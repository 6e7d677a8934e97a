import type { ReconnectSettings, TextbookName } from '../scenario/scenario.js';
import { plainCustomPolicy } from './custom-policy.js';
import { unlimited } from './presets/preset.js';
import { isPreset, type PresetName, type PresetValues, presets } from './presets/presets.js';

type Parameter = 'delay' | 'base' | 'cap' | 'factor';

/** The parameters that each textbook policy makes use of. */
const textbookParameters: Record<TextbookName, readonly Parameter[]> = {
  immediate: [],
  fixed: ['delay'],
  exponential: ['base', 'cap', 'factor'],
  'full-jitter': ['base', 'cap', 'factor'],
  'equal-jitter': ['base', 'cap', 'factor'],
  'decorrelated-jitter': ['base', 'cap'],
  server: ['delay'],
};

/** A policy with its parameters in words, presets with those that differ from the library's: `full-jitter base=2s cap=10s factor=2`. */
export function describePolicy(settings: ReconnectSettings): string {
  const parameters = Object.entries(listParameters(settings));
  return [settings.policy, ...parameters.map(([name, value]) => `${name}=${value}`)].join(' ');
}

/** What decides the delays of a policy, by name, as a user would write it. */
export function listParameters(settings: ReconnectSettings): Record<string, string> {
  const { policy } = settings;
  if (policy === 'custom') return listCustom(settings);
  if (isPreset(policy)) return listOptions(policy, settings.options);
  return pick(settings, textbookParameters[policy]);
}

function pick(settings: ReconnectSettings, names: readonly Parameter[]): Record<string, string> {
  const values = {
    delay: seconds(settings.delayUs),
    base: seconds(settings.baseUs),
    cap: seconds(settings.capUs),
    factor: String(settings.factor),
  };
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

function listCustom(settings: ReconnectSettings): Record<string, string> {
  const { first, jitter, capAfterJitter, giveUp, budget, honourRetryAfter } =
    settings.custom ?? plainCustomPolicy;
  const all = {
    ...pick(settings, ['base', 'cap', 'factor']),
    jitter: jitter.kind === 'share' ? share(jitter.share) : seconds(jitter.spanUs),
    capAfterJitter: capAfterJitter ? 'yes' : undefined,
    first: first && range([first.fromUs, first.toUs]),
    'giveUp.attempts': giveUp.attempts?.toString(),
    'giveUp.after': giveUp.afterUs === undefined ? undefined : seconds(giveUp.afterUs),
    budget: budget && `${budget.attempts}/${seconds(budget.perUs)}`,
    honourRetryAfter: honourRetryAfter ? 'yes' : undefined,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function listOptions(name: PresetName, set: PresetValues = {}): Record<string, string> {
  const changed = Object.entries(presets[name].options).flatMap(([key, option]) => {
    const value = set[key];
    if (value === undefined || JSON.stringify(value) === JSON.stringify(option.default)) return [];
    if (typeof value !== 'number') return [[key, range(value)] as const];
    const write = { duration: seconds, share, attempts, factor: String, durations: String, range: String };
    return [[key, write[option.kind](value)] as const];
  });
  return Object.fromEntries(changed);
}

function attempts(count: number): string {
  return count === unlimited ? 'unlimited' : String(count);
}

function range(values: readonly number[]): string {
  return [...new Set(values)].map(seconds).join('–');
}

function share(part: number): string {
  return `${Number((part * 100).toPrecision(12))}%`;
}

function seconds(us: number): string {
  return us < 1e6 && us > 0 ? `${us / 1e3}ms` : `${us / 1e6}s`;
}
