import { definePreset, unlimited } from './preset.js';

/**
 * The wait is capped after the jitter, so ±J of a wait beyond the cap leaves the cap itself: by default nine tenths of the
 * clients from the fourth attempt, and all from the fifth, wait the very same 5 s. The direction of the jitter is the parity of the
 * draw's first decimal, so one attempt's waits fall into ten bands, five to either side.
 */
export const socketIo = definePreset({
  formula:
    'Waits min(reconnectionDelayMax, w ± ⌊r · randomizationFactor · w⌋) with w = reconnectionDelay · 2^n; r is U(0, 1), its first decimal decides the sign (even −, odd +).',
  source: 'socket.io-client 4.8.4, build/esm/contrib/backo2.js and manager.js',
  connectTimeoutUs: 20e6,
  options: {
    reconnectionDelay: { kind: 'duration', default: 1e6, min: 1e3, about: 'Wait before the first attempt.' },
    reconnectionDelayMax: {
      kind: 'duration',
      default: 5e6,
      min: 1e3,
      about: 'Cap, applied after the jitter.',
    },
    randomizationFactor: {
      kind: 'share',
      default: 0.5,
      about: 'Share of the wait that jitter adds or takes.',
    },
    reconnectionAttempts: { kind: 'attempts', default: unlimited, about: 'Attempts before it gives up.' },
  },
  create: (options) => ({
    delayUs(attempt, _previousUs, random) {
      if (attempt >= options.reconnectionAttempts) return undefined;
      let ms = (options.reconnectionDelay / 1e3) * 2 ** attempt;
      if (options.randomizationFactor > 0) {
        const draw = random();
        const deviation = Math.floor(draw * options.randomizationFactor * ms);
        ms += Math.floor(draw * 10) % 2 === 0 ? -deviation : deviation;
      }
      // From attempt 1,015 on the window is infinite: half of the draws are then no number, which the bit operation makes 0.
      return (Math.min(ms, options.reconnectionDelayMax / 1e3) | 0) * 1e3;
    },
  }),
});
