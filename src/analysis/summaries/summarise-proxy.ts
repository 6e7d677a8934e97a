import type { Measurement } from '../../metrics/measurement.js';
import type { TrialResult } from '../../storage/result.js';

/** What the proxy did and how its process fared; nothing at all without one. */
export function summariseProxy({ proxy }: Measurement): Pick<TrialResult, 'proxy'> {
  if (proxy === undefined) return {};
  const { health, starved: _, ...counters } = proxy;
  const cpuUs = Object.values(health).reduce((sum, stretch) => sum + stretch.cpuUs, 0);
  return {
    proxy: {
      ...counters,
      cpuSeconds: cpuUs / 1e6,
      utilisationMax: health.steady?.utilisation ?? null,
      stallMaxUs: health.steady?.stallMaxUs ?? null,
    },
  };
}
