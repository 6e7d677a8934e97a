import { z } from 'zod';
import { formatBytes, formatDuration } from '../units.js';
import {
  type BandwidthToxic,
  bandwidthCondition,
  bandwidthDescription,
  bandwidthSchema,
  readBandwidth,
} from './bandwidth.js';
import {
  type BlackholeToxic,
  blackholeCondition,
  blackholeDescription,
  blackholeSchema,
  readBlackhole,
} from './blackhole.js';
import {
  type LatencyToxic,
  latencyCondition,
  latencyDescription,
  latencySchema,
  readLatency,
} from './latency.js';
import {
  type LimitDataToxic,
  limitDataCondition,
  limitDataDescription,
  limitDataSchema,
  readLimitData,
} from './limit-data.js';
import { type ResetToxic, readReset, resetCondition, resetDescription, resetSchema } from './reset.js';
import {
  readSlicedWrites,
  type SlicedWritesToxic,
  slicedWritesCondition,
  slicedWritesDescription,
  slicedWritesSchema,
} from './sliced-writes.js';
import {
  readSlowClose,
  type SlowCloseToxic,
  slowCloseCondition,
  slowCloseDescription,
  slowCloseSchema,
} from './slow-close.js';
import type { ToxicScope } from './toxic-keys.js';

/** What the proxy can do to connections, in the vocabulary of toxiproxy. */
export type Toxic =
  | LatencyToxic
  | BandwidthToxic
  | SlowCloseToxic
  | LimitDataToxic
  | SlicedWritesToxic
  | ResetToxic
  | BlackholeToxic;
export type ToxicKind = Toxic['kind'];

/** A toxic that is there from the trial's beginning to its end. */
export interface ConditionSettings extends ToxicScope {
  readonly toxic: Toxic;
}

/** A toxic that begins and ends. */
export interface ToxicFaultSettings extends ConditionSettings {
  readonly kind: ToxicKind;
  /** From the start of the measured part. */
  readonly atUs: number;
  readonly forUs: number;
}

export const toxicDescriptions: Readonly<Record<ToxicKind, string>> = {
  latency: latencyDescription,
  bandwidth: bandwidthDescription,
  'slow-close': slowCloseDescription,
  'limit-data': limitDataDescription,
  'sliced-writes': slicedWritesDescription,
  reset: resetDescription,
  blackhole: blackholeDescription,
};

export const toxicFaultSchemas = [
  latencySchema,
  bandwidthSchema,
  slowCloseSchema,
  limitDataSchema,
  slicedWritesSchema,
  resetSchema,
  blackholeSchema,
] as const;

export const conditionSchema = z.discriminatedUnion('kind', [
  latencyCondition,
  bandwidthCondition,
  slowCloseCondition,
  limitDataCondition,
  slicedWritesCondition,
  resetCondition,
  blackholeCondition,
]);
type ConditionKeys = z.infer<typeof conditionSchema>;
type ToxicFaultKeys = z.infer<(typeof toxicFaultSchemas)[number]>;

export function normaliseCondition(condition: ConditionKeys): ConditionSettings {
  return { toxic: readToxic(condition), direction: condition.direction, share: condition.share };
}

export function normaliseToxicFault(fault: ToxicFaultKeys): ToxicFaultSettings {
  return { kind: fault.kind, atUs: fault.at, forUs: fault.for, ...normaliseCondition(fault) };
}

function readToxic(keys: ConditionKeys): Toxic {
  switch (keys.kind) {
    case 'latency':
      return readLatency(keys);
    case 'bandwidth':
      return readBandwidth(keys);
    case 'slow-close':
      return readSlowClose(keys);
    case 'limit-data':
      return readLimitData(keys);
    case 'sliced-writes':
      return readSlicedWrites(keys);
    case 'reset':
      return readReset(keys);
    case 'blackhole':
      return readBlackhole(keys);
  }
}

/** Tells the faults of the proxy from others. */
export function isToxicFault<Fault extends { readonly kind: string }>(
  fault: Fault,
): fault is Extract<Fault, ToxicFaultSettings> {
  return Object.hasOwn(toxicDescriptions, fault.kind);
}

/** A toxic in words: `latency 100ms ± 20ms, downstream, on 20 % of the connections`. */
export function describeToxic({ toxic, direction, share }: ConditionSettings): string {
  const way = toxic.kind === 'reset' ? '' : direction === 'both' ? ', both ways' : `, ${direction}`;
  const part = share === 1 ? '' : `, on ${Number((share * 100).toPrecision(6))} % of the connections`;
  return `${describeEffect(toxic)}${way}${part}`;
}

function describeEffect(toxic: Toxic): string {
  switch (toxic.kind) {
    case 'latency':
      return `latency ${formatDuration(toxic.latencyUs)}${toxic.jitterUs > 0 ? ` ± ${formatDuration(toxic.jitterUs)}` : ''}`;
    case 'bandwidth':
      return `bandwidth ${formatBytes(toxic.bytesPerSecond)}/s`;
    case 'slow-close':
      return `closes ${formatDuration(toxic.delayUs)} late`;
    case 'limit-data':
      return `closed after ${formatBytes(toxic.limitBytes)}`;
    case 'sliced-writes':
      return `slices of ${formatBytes(toxic.sizeBytes)} ± ${formatBytes(toxic.variationBytes)}, ${formatDuration(toxic.delayUs)} apart`;
    case 'reset':
      return `reset${toxic.afterUs > 0 ? ` after ${formatDuration(toxic.afterUs)}` : ''}`;
    case 'blackhole':
      return `blackhole${toxic.timeoutUs > 0 ? `, closed after ${formatDuration(toxic.timeoutUs)}` : ''}`;
  }
}
