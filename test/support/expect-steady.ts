import { expect } from 'vitest';
import type { TrialResult } from '../../src/storage/result.js';

/**
 * Holds the connections of the steady phases, from three sides, against their number. A machine too busy to read one of them in a
 * second or two has no count of it there, which is not another count.
 */
export function expectSteady(steady: TrialResult['connections']['steady'], connections: number): void {
  for (const [side, count] of Object.entries(steady)) expect([connections, null], side).toContain(count);
}
