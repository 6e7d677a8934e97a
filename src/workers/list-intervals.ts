import { mergeSendLag } from '../analysis/summaries/ledger.js';
import type { LatencyHistogram } from '../metrics/latency-histogram.js';
import type { Measurement } from '../metrics/measurement.js';
import { type PhaseName, phaseNames } from '../metrics/phases.js';
import type { Trial } from '../scenario/scenario.js';
import type { HistogramInterval } from '../storage/histogram-log.js';

/**
 * A trial's histograms as intervals of the run's histogram log: deliveries and send lag phase by phase, the other
 * quantities over the whole trial. A phase that came several times is one interval from its first start to its last end.
 * @param runStartedAt instant in ISO 8601 that the log's timestamps count from
 */
export function listIntervals(
  trial: Trial,
  measurement: Measurement,
  runStartedAt: string,
): HistogramInterval[] {
  const { load, publishLog, phases, startedAt } = measurement;
  const trialUs = (Date.parse(startedAt) - Date.parse(runStartedAt)) * 1000;
  const place = (name: string, histogram: LatencyHistogram, phase?: PhaseName): HistogramInterval => {
    const spans = phases.filter((span) => phase === undefined || span.name === phase);
    // A delivery may be counted to the steady phase of a trial that was interrupted just before it.
    const { startUs, endUs } = boundSpans(spans.length > 0 ? spans : phases);
    return {
      tag: `${trial.scenario.transport}.${name}`,
      startUs: trialUs + startUs,
      lengthUs: endUs - startUs,
      histogram: histogram.encode(),
    };
  };
  const recorded = [...load.histograms].map(([name, histogram]) => place(name, histogram, findPhase(name)));
  const lags = phaseNames.map((phase) => place(`sendLag.${phase}`, mergeSendLag(publishLog, [phase]), phase));
  return [...recorded, ...lags].filter(({ histogram }) => histogram.count > 0);
}

function findPhase(name: string): PhaseName | undefined {
  return phaseNames.find((phase) => name.endsWith(`.${phase}`));
}

function boundSpans(spans: Measurement['phases']): { startUs: number; endUs: number } {
  return { startUs: spans[0]?.startUs ?? 0, endUs: spans.at(-1)?.endUs ?? 0 };
}
