import type { LoadedRun } from '../../storage/loaded-run.js';
import { buildTables } from '../tables/build-tables.js';
import { judgeCosts } from '../verdicts/cost-verdict.js';
import { judgeHalfOpen } from '../verdicts/half-open-verdict.js';
import { judgeLatency } from '../verdicts/latency-verdict.js';
import { judgeLoss } from '../verdicts/loss-verdict.js';
import { judgeStorm } from '../verdicts/storm-verdict.js';
import { judgeThresholds } from '../verdicts/threshold-verdict.js';
import { judgeValidity, tellPlacement } from '../verdicts/validity-verdict.js';
import { judgeWorkloads } from '../verdicts/workload-verdicts.js';
import { glossary } from './glossary.js';
import { nameTrials } from './name-trials.js';
import { collectEnvironment, collectFacts } from './report-facts.js';
import type { ReportModel, TrialHead, Verdict } from './report-model.js';
import { collectNotices } from './report-notices.js';
import { panelsOfStorms, partsOfBytes, seriesOfDistributions, seriesOfTimelines } from './report-series.js';

/** Decides everything a report of this run says. Pure: the same run gives an equal model. */
export function buildReport(run: LoadedRun): ReportModel {
  const results = run.trials.map((trial) => trial.result);
  const heads = nameTrials(results);
  const { id, name, description, startedAt, status } = run.result.run;
  return {
    run: { id, name, description, startedAt, status },
    facts: collectFacts(run),
    placement: tellPlacement(run),
    verdicts: judge(run, heads),
    trials: heads,
    notices: collectNotices(results, heads),
    tables: buildTables(results, heads),
    distributions: seriesOfDistributions(run.trials),
    timelines: seriesOfTimelines(run.trials),
    storms: panelsOfStorms(run.trials),
    byteParts: partsOfBytes(run.trials),
    environment: collectEnvironment(run),
    scenario: run.result.scenario,
    glossary,
  };
}

function judge(run: LoadedRun, heads: readonly TrialHead[]): Verdict[] {
  const { trials } = run;
  return [
    judgeValidity(run),
    judgeThresholds(trials, heads),
    judgeStorm(trials),
    judgeHalfOpen(trials, heads),
    ...judgeWorkloads(trials, heads),
    judgeLoss(trials),
    judgeLatency(trials),
    ...judgeCosts(trials),
  ].filter((verdict) => verdict !== undefined);
}
