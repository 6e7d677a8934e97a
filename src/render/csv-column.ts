import type { LatencySummary, TrialResult } from '../storage/result.js';

/** A column of `trials.csv`. */
export interface CsvColumn {
  /** Ends in the unit, except for counts and names. */
  readonly name: string;
  readonly read: (trial: TrialResult) => string | number | boolean | null;
}

const statistics = ['min', 'mean', 'p50', 'p90', 'p99', 'p999', 'max'] as const;

/** A distribution of times: how many there are, and its statistics in microseconds. */
export function latencyColumns(
  name: string,
  read: (trial: TrialResult) => LatencySummary | undefined,
): CsvColumn[] {
  return [
    { name: `${name}_count`, read: (trial) => read(trial)?.count ?? null },
    ...statistics.map(
      (statistic): CsvColumn => ({
        name: `${name}_${statistic}_us`,
        read: (trial) => read(trial)?.[statistic] ?? null,
      }),
    ),
  ];
}

/** `worstClientLost` → `worst_client_lost`, `long-poll` → `long_poll`. */
export function snake(name: string): string {
  return name.replaceAll('-', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
