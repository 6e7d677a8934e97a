import type { ReconnectPolicy } from '../reconnect-policy.js';

/** What an option of a library is set to: microseconds, a plain number, or a list of microseconds. */
export type OptionValue = number | readonly number[];

/** An option that the library itself lets its users set, under the library's own name. */
export type PresetOption = (
  | {
      readonly kind: 'duration';
      /** Microseconds. */
      readonly default: number;
      readonly min?: number;
    }
  | { readonly kind: 'durations'; readonly default: readonly number[] }
  /** From the first to the second number, or one duration for both. */
  | { readonly kind: 'range'; readonly default: readonly [fromUs: number, toUs: number] }
  | { readonly kind: 'factor'; readonly default: number }
  | { readonly kind: 'share'; readonly default: number }
  /** A number of attempts, or `unlimited`. */
  | { readonly kind: 'attempts'; readonly default: number }
) & { readonly about: string };

export type PresetOptions = Readonly<Record<string, PresetOption>>;

type ValueOf<Option extends PresetOption> = Option['kind'] extends 'durations'
  ? readonly number[]
  : Option['kind'] extends 'range'
    ? readonly [number, number]
    : number;

export type ValuesOf<Options extends PresetOptions> = {
  readonly [Name in keyof Options]: ValueOf<Options[Name]>;
};

/** No bound on the number of attempts. Finite, so that it survives JSON. */
export const unlimited = Number.MAX_SAFE_INTEGER;

/** How a client that people really run comes back, as its source has it. */
export interface Preset<Options extends PresetOptions = PresetOptions> {
  /** One sentence with the formula; n counts attempts from 0. */
  readonly formula: string;
  /** File and version, RFC section or document that it was taken from. */
  readonly source: string;
  readonly options: Options;
  /** How long an attempt may take before the library gives it up, where it says so; otherwise Squall's default. */
  readonly connectTimeoutUs?: number;
  /** How long a connection must have held for the attempt count to begin anew; 0 µs where the preset leaves it out. */
  resetAfterUs?(values: ValuesOf<Options>): number;
  create(values: ValuesOf<Options>): ReconnectPolicy;
}

/** Lets a preset's own options type its values. */
export function definePreset<const Options extends PresetOptions>(preset: Preset<Options>): Preset<Options> {
  return preset;
}
