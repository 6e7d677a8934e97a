import type { GateResult } from '../../analysis/gate/gate-result.js';
import type { Fact } from '../../analysis/report/report-model.js';
import { formatBytes, formatShare } from '../format.js';
import { tellUngated } from './tell-ungated.js';

/**
 * What was held against what, and where: enough to make the same gate again.
 * @param common labels that all its trials have
 */
export function listGateFacts(gate: GateResult, common: string): Fact[] {
  const { scenario, machine, squall, startedAt, endedAt } = gate;
  return [
    ...tellSides(gate),
    fact(
      'Scenario',
      `${scenario.name} (${scenario.file}), seed ${scenario.seed}, hash ${scenario.hash.slice(0, 12)}`,
    ),
    ...(common === '' ? [] : [fact('All trials', common)]),
    fact(
      'Machine',
      `${machine.cpu}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)}, ${machine.kernel}, Node.js ${machine.node}`,
    ),
    fact('Measured', `${startedAt.slice(0, 19)}Z to ${endedAt.slice(0, 19)}Z with Squall ${squall}`),
  ];
}

function tellSides({ exact, paired, stored }: GateResult): Fact[] {
  const saved = exact?.baseline ?? stored?.baseline;
  return [
    ...(saved === undefined
      ? []
      : [
          fact(
            'Baseline',
            `${saved.file}, saved ${saved.savedAt.slice(0, 10)} from ${countRuns(saved.runs)}`,
          ),
        ]),
    ...(exact === null ? [] : tellUngated(exact).map((line) => fact('Not gated exactly', line))),
    ...(stored === null || stored.machineDifferences.length === 0
      ? []
      : [fact('Another machine', `${stored.machineDifferences.join('; ')}: stored times only inform`)]),
    ...(stored === null || stored.decisions.length === 0 || stored.runs >= stored.least
      ? []
      : [
          fact(
            'Stored times',
            `only inform: ${countRuns(stored.runs)} of each, and ${stored.least} are the least`,
          ),
        ]),
    ...(paired === null
      ? []
      : [
          fact('Baseline', paired.baseline.name),
          fact('Candidate', paired.candidate.name),
          fact(
            'Pairs',
            `${paired.pairs.valid} of ${paired.pairs.planned} valid, ${paired.pairs.repeated} run again, ${paired.pairs.invalid} left out as invalid, ${paired.pairs.spared} not needed`,
          ),
          fact(
            'Judged by',
            paired.alpha === 0
              ? 'counts alone: a sequential gate looks at times later'
              : `worse by more than ${formatShare(paired.delta)}; at most ${formatShare(paired.alpha)} of gates raise a false alarm`,
          ),
        ]),
  ];
}

function fact(name: string, text: string): Fact {
  return { name, value: [text] };
}

function countRuns(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}
