import { truncateToMs } from '../uniform.js';
import { definePreset } from './preset.js';

/** The minimum is added to a full jitter whose window may be the maximum already: some waits fall onto the maximum. */
export const centrifuge = definePreset({
  formula:
    'Waits min(max, min + U{0 … min(max, min · 2^n)} ms) with min = minReconnectDelay, max = maxReconnectDelay, n up to 31.',
  source: 'centrifuge 5.8.0, build/index.js (backoff, _scheduleReconnect)',
  options: {
    minReconnectDelay: {
      kind: 'duration',
      default: 500e3,
      about: 'Least wait, and window of the first attempt.',
    },
    maxReconnectDelay: { kind: 'duration', default: 20e6, about: 'Longest wait and widest window.' },
  },
  create({ minReconnectDelay, maxReconnectDelay }) {
    const [least, most] = [minReconnectDelay / 1e3, maxReconnectDelay / 1e3];
    return {
      delayUs(attempt, _previousUs, random) {
        const window = Math.min(most, least * 2 ** Math.min(attempt, 31));
        return truncateToMs(1e3 * Math.min(most, least + Math.floor(random() * (window + 1))));
      },
    };
  },
});
