import { randomStream } from '../system/random.js';

/** Instants at which something is due. Pure: the caller owns the clock. */
export interface Schedule {
  /** The next due instant in microseconds, or undefined when the schedule is over. */
  next(): number | undefined;
}

export interface ScheduleSettings {
  readonly originUs: number;
  /** No instant at or after this one. */
  readonly endUs: number;
  readonly ratePerSecond: number;
  readonly arrivals: 'regular' | 'poisson';
  readonly seed: number;
}

/**
 * `regular`: instant i is origin + i / rate, computed from i each time so that no rounding accumulates.
 * `poisson`: gaps are exponential with mean 1 / rate, from the seed.
 */
export function createSchedule(settings: ScheduleSettings): Schedule {
  const next = settings.arrivals === 'regular' ? regularInstants(settings) : poissonInstants(settings);
  return {
    next() {
      const instant = next();
      return instant < settings.endUs ? instant : undefined;
    },
  };
}

function regularInstants(settings: ScheduleSettings): () => number {
  let index = 0;
  return () => regularInstant(settings, index++);
}

/** Instant `index` of a regular schedule. */
export function regularInstant({ originUs, ratePerSecond }: ScheduleSettings, index: number): number {
  return originUs + Math.round((index * 1e6) / ratePerSecond);
}

function poissonInstants({ originUs, ratePerSecond, seed }: ScheduleSettings): () => number {
  const random = randomStream(seed, 'arrivals');
  let elapsedUs = 0;
  return () => {
    elapsedUs += (-Math.log(1 - random()) * 1e6) / ratePerSecond;
    return originUs + Math.round(elapsedUs);
  };
}
