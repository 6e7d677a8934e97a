import { ExitStatus } from '../errors.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns the first interrupt into an aborted signal, so that a run can end in order. A second one ends the process at once;
 * load processes and servers notice by themselves that it is gone.
 * @param doing what the first interrupt begins
 */
export function catchInterrupts(doing = 'ending the run and keeping what was measured'): {
  signal: AbortSignal;
  release: () => void;
} {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(ExitStatus.interrupted);
    process.stderr.write(`\nsquall: ${doing}; interrupt again to quit at once\n`);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
