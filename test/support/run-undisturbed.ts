import { runScenario, type ScenarioRun } from './run-squall.js';

const mostRuns = 3;

/**
 * Runs a scenario, and again while the run itself tells of something that its machine did and that the figures cannot be
 * read through, three times at most. What is asserted of the last one is asserted in any case.
 * @param findDisturbance says what disturbed the run, from its own result
 */
export async function runUndisturbed(
  yaml: string,
  findDisturbance: (run: ScenarioRun) => string | undefined,
  ...args: readonly string[]
): Promise<ScenarioRun> {
  for (let left = mostRuns - 1; ; left--) {
    const run = await runScenario(yaml, ...args);
    const disturbance = findDisturbance(run);
    if (disturbance === undefined || left === 0) return run;
    process.stderr.write(`${run.result.run.name} runs once more: ${disturbance}\n`);
  }
}
