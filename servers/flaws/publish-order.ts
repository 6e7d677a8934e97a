import type { Clock } from '../../src/system/clock.js';
import { ConstantDelay } from './constant-delay.js';
import type { Flaw } from './flaw.js';

/** How long a message that is to change places waits for its successor. */
const longestSwapMs = 1000;

/** Every n-th message enters the history twice, one right after the other. */
export function duplicateEvery(every: number): Flaw {
  return {
    wrapPublish(next) {
      let count = 0;
      return (payload) => {
        next(payload);
        if (++count % every === 0) next(payload);
      };
    },
  };
}

/** Every n-th message enters the history after its successor. */
export function swapEvery(every: number): Flaw {
  let timer: NodeJS.Timeout | undefined;
  return {
    wrapPublish(next) {
      let count = 0;
      let release: (() => void) | undefined;
      return (payload) => {
        if (++count % every === 0) {
          release = () => next(payload);
          timer = setTimeout(() => {
            release?.();
            release = undefined;
          }, longestSwapMs);
          return;
        }
        next(payload);
        clearTimeout(timer);
        release?.();
        release = undefined;
      };
    },
    stop: () => clearTimeout(timer),
  };
}

/** Every message enters the history, and every echo is given back, `byUs` after it was accepted. */
export function delayBy(byUs: number, clock: Clock): Flaw {
  const delay = new ConstantDelay(clock, byUs);
  return {
    wrapPublish: (next) => (payload) => delay.run(() => next(payload)),
    delayEcho: (give) => delay.run(give),
    stop: () => delay.stop(),
  };
}
