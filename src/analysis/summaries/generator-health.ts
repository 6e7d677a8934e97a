import type { HealthByPhase } from '../../metrics/load-snapshot.js';
import type { Measurement } from '../../metrics/measurement.js';
import { phaseNames } from '../../metrics/phases.js';
import type { TrialResult } from '../../storage/result.js';

type Generator = TrialResult['generator'];
type Pauses = Generator['gcPauses'][number];

/** What the load processes themselves went through, so that a reader can tell their faults from the server's. */
export function summariseGenerator({
  load,
  publisherHealth,
  workers,
}: Measurement): TrialResult['generator'] {
  const all = [...load.health, publisherHealth];
  const cpuUs = all.flatMap((health) => Object.values(health)).reduce((sum, { cpuUs }) => sum + cpuUs, 0);
  const steady = all.flatMap((health) => health.steady ?? []);
  return {
    workers,
    scheduling: load.scheduling,
    cpuSeconds: cpuUs / 1e6,
    utilisationMax: load.health.reduce<number | null>(
      (most, { steady: calm }) => (calm === undefined ? most : Math.max(most ?? 0, calm.utilisation)),
      null,
    ),
    stallMaxUs: steady.length === 0 ? null : Math.max(...steady.map(({ stallMaxUs }) => stallMaxUs)),
    gcPauses: [
      ...load.health.map((health, index) => listPauses(`load worker ${index + 1}`, 'load', health)),
      listPauses('publisher', 'publisher', publisherHealth),
    ],
  };
}

function listPauses(process: string, role: Pauses['role'], health: HealthByPhase): Pauses {
  const phases: Pauses['phases'] = {};
  for (const phase of phaseNames) {
    const stretch = health[phase];
    if (stretch !== undefined) phases[phase] = { longestUs: stretch.gcLongestUs, totalUs: stretch.gcTotalUs };
  }
  return { process, role, phases };
}

/** The longest steady-phase pause of any process of a role, and the most that one of them spent in pauses; null without one. */
export function worstPauses(
  { gcPauses }: Generator,
  role: Pauses['role'],
): Record<'longestUs' | 'totalUs', number | null> {
  const steady = gcPauses.flatMap((pauses) => (pauses.role === role ? (pauses.phases.steady ?? []) : []));
  const worst = (values: readonly number[]): number | null =>
    values.length === 0 ? null : Math.max(...values);
  return {
    longestUs: worst(steady.map(({ longestUs }) => longestUs)),
    totalUs: worst(steady.map(({ totalUs }) => totalUs)),
  };
}
