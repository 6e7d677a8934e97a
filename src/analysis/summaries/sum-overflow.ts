import type { Measurement, ServerSample } from '../../metrics/measurement.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { OverflowResult } from '../../storage/result.js';

/**
 * What the server did to clients whose buffer was full, over all its lives: each life's last reading, so that a killed
 * server is missing at most the 100 ms since then.
 * @returns undefined when the server does not tell
 */
export function sumOverflow(
  { server }: Scenario,
  { serverSamples }: Measurement,
): OverflowResult | undefined {
  const lastOfLife = new Map<number, ServerSample>(serverSamples.map((sample) => [sample.life, sample]));
  const counts = [...lastOfLife.values()].flatMap(({ overflow }) => overflow ?? []);
  if (counts.length === 0) return undefined;
  const sum = (pick: (count: (typeof counts)[number]) => number): number =>
    counts.reduce((total, count) => total + pick(count), 0);
  return {
    policy: server.overflow,
    overflowed: sum(({ overflowed }) => overflowed),
    dropped: sum(({ dropped }) => dropped),
    coalesced: sum(({ coalesced }) => coalesced),
  };
}
