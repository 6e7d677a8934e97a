import type { ParsedScenario } from './parse-scenario.js';
import type { Plan, Trial } from './scenario.js';
import { labelCell, labelReconnects, nameTrial } from './trial-labels.js';

/**
 * Lays out the trials of a scenario in the order in which they run. The whole matrix runs once, then again for every
 * repeat, so that a machine that grows slower does not do so at the expense of one cell. All cells of one pass
 * have the same seed and so the same workload.
 */
export function planTrials(parsed: ParsedScenario): Plan {
  const { cells, repeat, file, source, notices } = parsed;
  const reconnects = labelReconnects(cells.map(({ scenario }) => scenario.reconnect));
  const labels = cells.map(({ scenario, choices }, at) => labelCell(scenario, choices, reconnects[at] ?? ''));
  const total = cells.length * repeat;
  const trials = Array.from({ length: total }, (_, index): Trial => {
    const at = index % cells.length;
    const pass = Math.floor(index / cells.length);
    const cell = cells[at];
    const label = labels[at];
    if (cell === undefined || label === undefined) throw new RangeError('a scenario has at least one cell');
    return {
      index,
      id: nameTrial(index, total, label),
      labels: label,
      repeat: pass + 1,
      scenario: { ...cell.scenario, seed: cell.scenario.seed + pass },
    };
  });
  const [first] = trials;
  if (first === undefined) throw new RangeError('a scenario has at least one cell');
  const { name, description, seed } = first.scenario;
  return { file, source, name, description, seed, trials, notices };
}
