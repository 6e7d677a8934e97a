import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callGate, callSquall } from './call-gate.js';
import { writeExactScenario } from './curve-scenarios.js';
import { type ExactInvocation, exactFlaws, exactTimes } from './exact-invocation.js';

/** Saves a baseline and gates identical code and each flaw against it, so many times. */
export async function* measureExact(): AsyncIterable<ExactInvocation> {
  const folder = await mkdtemp(join(tmpdir(), 'squall-curve-'));
  try {
    const file = join(folder, 'exact.yaml');
    await writeFile(file, writeExactScenario(''));
    const { status } = await callSquall(folder, ['baseline', 'save', 'exact.yaml']);
    if (status !== 0) throw new Error(`no baseline could be saved (status ${status})`);
    for (let number = 1; number <= exactTimes; number++) {
      for (const { flaw } of exactFlaws) {
        await writeFile(file, writeExactScenario(flaw));
        yield await gateExact(folder, flaw, number);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function gateExact(folder: string, flaw: string, number: number): Promise<ExactInvocation> {
  const { status, verdict } = await callGate(folder, ['exact.yaml']);
  const differences = verdict.exact?.differences ?? [];
  return {
    flaw,
    number,
    status,
    verdict: verdict.verdict,
    differences: differences
      .map(({ figure, baseline, candidate }) => `${figure} ${tellChange((candidate ?? 0) - (baseline ?? 0))}`)
      .join('; '),
  };
}

function tellChange(by: number): string {
  return by > 0 ? `+${by}` : String(by);
}
