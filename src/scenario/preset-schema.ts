import { z } from 'zod';
import { type PresetOption, unlimited } from '../reconnect/presets/preset.js';
import { type PresetName, presets } from '../reconnect/presets/presets.js';
import { duration, integer, type KeyHelp, share } from './quantities.js';
import { formatDuration } from './units.js';

/** The keys of a preset: what its library lets its users set, under the library's own names and with its defaults. */
export function presetKeys(name: PresetName): Record<string, z.ZodType> {
  const options = Object.entries(presets[name].options);
  return Object.fromEntries(options.map(([key, option]) => [key, optionSchema(key, option)]));
}

function optionSchema(key: string, option: PresetOption): z.ZodType {
  const written = writeOption(option, option.default);
  const help = { title: titleOf(key), description: option.about, examples: [written].flat() };
  switch (option.kind) {
    case 'duration':
      return duration(help, { min: option.min ?? 0 }).prefault(String(written));
    case 'durations':
      return z
        .array(duration({ ...help, title: 'Wait', examples: ['1s'] }))
        .min(1)
        .max(100)
        .prefault(option.default.map(formatDuration))
        .meta({ ...help, examples: [written as never] });
    case 'range':
      return durationRange(help).prefault(written as string | [string, string]);
    case 'factor':
      return z.number().min(1).max(100).prefault(option.default).meta(help);
    case 'share':
      return share(help).prefault(String(written));
    case 'attempts':
      return attempts(help, option.default);
  }
}

/** One duration, or two between which it is drawn; its output is both ends in microseconds. */
export function durationRange({ title, description, examples }: KeyHelp) {
  const one = duration({ title, description, examples: ['1s'] });
  return z
    .union([one.transform((us): [number, number] => [us, us]), z.tuple([one, one])])
    .refine(([fromUs, toUs]) => fromUs <= toUs, {
      message: 'ends before it begins',
      params: { code: 'SQUALL_VALUE', remedy: 'write the shorter duration first' },
    })
    .meta({ title, description, examples: [...examples] });
}

function attempts(help: KeyHelp, byDefault: number) {
  const bounded = integer({ ...help, examples: [10] }, { min: 1, max: 1e6 });
  return z
    .union([bounded, z.literal('unlimited').transform(() => unlimited)])
    .prefault(byDefault === unlimited ? 'unlimited' : byDefault)
    .meta({ ...help, examples: [...new Set([...help.examples, 'unlimited'])] });
}

/** An option's value as it is written in a scenario. */
export function writeOption(
  option: PresetOption,
  value: number | readonly number[],
): string | number | string[] {
  if (typeof value !== 'number') {
    const [first, ...others] = value.map(formatDuration);
    const isOne = option.kind === 'range' && others.every((other) => other === first);
    return isOne ? (first ?? '') : [first ?? '', ...others];
  }
  switch (option.kind) {
    case 'duration':
      return formatDuration(value);
    case 'share':
      return `${Number((value * 100).toPrecision(12))}%`;
    case 'attempts':
      return value === unlimited ? 'unlimited' : value;
    default:
      return value;
  }
}

/** `reconnectionDelayMax` as words. */
function titleOf(key: string): string {
  const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
