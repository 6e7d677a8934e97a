import type { Measurement } from '../../metrics/measurement.js';
import type { Notice } from '../../storage/result.js';
import { tell } from '../report/format-quantity.js';
import { share, us } from '../report/phrase.js';
import { validityLimits } from './validity-limits.js';

/** A proxy that is itself the bottleneck adds to every figure what neither server nor network did. */
export function judgeProxy({ proxy }: Pick<Measurement, 'proxy'>): Notice[] {
  if (proxy === undefined) return [];
  const { utilisation = 0, stallMaxUs = 0 } = proxy.health.steady ?? {};
  const reasons: Notice[] = [];
  if (utilisation > validityLimits.utilisation) {
    reasons.push({
      code: 'PROXY_BUSY',
      phase: 'steady',
      message: tell`the proxy was busy ${share(utilisation)} of the time, the limit is ${share(validityLimits.utilisation)}: it holds back what server and clients could do`,
      remedy: 'lower publish.rate or clients.count, or leave the proxy out',
    });
  }
  if (stallMaxUs > validityLimits.stallUs) {
    reasons.push({
      code: 'PROXY_BUSY',
      phase: 'steady',
      message: tell`the proxy stood still for ${us(stallMaxUs)}, the limit is ${us(validityLimits.stallUs)}`,
      remedy: 'close other programs on this machine, or lower the load',
    });
  }
  if (proxy.starved) {
    reasons.push({
      code: 'RESOURCES_EXHAUSTED',
      phase: null,
      message: 'the proxy ran out of file descriptors (EMFILE), ports (EADDRNOTAVAIL) or memory',
      remedy: 'raise `ulimit -n` or lower clients.count; `squall doctor` tells how many clients fit',
    });
  }
  return reasons;
}
