import { setTimeout as sleep } from 'node:timers/promises';

/** Far beyond what even a busy machine takes: it only turns a wait in vain into a message that says for what. */
const patienceMs = 120_000;
const lookEveryMs = 20;

/** Waits until a condition holds. */
export async function waitFor(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await sleep(lookEveryMs);
  }
}
