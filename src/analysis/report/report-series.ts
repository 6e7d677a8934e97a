import type { LoadedTrial } from '../../storage/loaded-run.js';
import { nameStormPolicy } from '../storm/name-storm-policy.js';
import { curveAttempts, curveReturn, findStormOriginUs } from '../storm/storm-curve.js';
import { findVaryingLabels, nameLabels, transportTitles } from './name-trials.js';
import type {
  ByteParts,
  DistributionSeries,
  StormPanel,
  StormSeries,
  TimelineSeries,
} from './report-model.js';

/** Distributions that a report draws, the ones that matter most first. */
export const drawnHistograms = ['delivery.steady', 'delivery', 'echo.steady', 'echo', 'connect', 'reconnect'];

export function seriesOfDistributions(trials: readonly LoadedTrial[]): DistributionSeries[] {
  return trials.flatMap((trial) =>
    drawnHistograms.flatMap((histogram) => {
      const points = trial.distributions[histogram] ?? [];
      if (points.length === 0) return [];
      return [
        {
          trial: trial.result.id,
          histogram,
          points: points.map(({ percentile, valueUs }) => [percentile, valueUs] as const),
        },
      ];
    }),
  );
}

const binsPerSecond = 10;

export function seriesOfTimelines(trials: readonly LoadedTrial[]): TimelineSeries[] {
  return trials.map(({ result, timeline }) => ({
    trial: result.id,
    binUs: 1_000_000 / binsPerSecond,
    outages: result.phases
      .filter((phase) => phase.name === 'outage')
      .map(({ startUs, endUs }) => ({ fromUs: startUs, toUs: endUs })),
    marks: result.faults.flatMap((fault) => [
      { atUs: fault.injectedAtUs, text: fault.description },
      ...(fault.readyAtUs === null ? [] : [{ atUs: fault.readyAtUs, text: 'server ready' }]),
    ]),
    atUs: timeline.map((row) => row.atUs),
    clientsConnected: timeline.map((row) => row.clientsConnected),
    serverConnections: timeline.map((row) => row.serverConnections),
    kernelConnections: timeline.map((row) => row.kernelConnections),
    deliveredPerSecond: timeline.map((row) => row.delivered * binsPerSecond),
    attempts: timeline.map((row) => row.attempts),
    failed: timeline.map((row) => row.failed),
    latencyP50Us: timeline.map((row) => row.latencyP50Us),
    latencyP99Us: timeline.map((row) => row.latencyP99Us),
    serverCpuShare: timeline.map((row) => row.serverCpuShare),
  }));
}

/** One panel per combination of labels beside the policy, so that a panel compares policies and nothing else. */
export function panelsOfStorms(trials: readonly LoadedTrial[]): StormPanel[] {
  const keys = findVaryingLabels(trials.map((trial) => trial.result.labels)).filter(
    (key) => key !== 'transport' && key !== 'reconnect',
  );
  const panels = new Map<string, StormSeries[]>();
  for (const trial of trials) {
    const series = seriesOfStorm(trial);
    if (series === undefined) continue;
    const { labels } = trial.result;
    const rest = nameLabels(labels, keys);
    const name = `${transportTitles[labels.transport]}${rest === '' ? '' : `, ${rest}`}`;
    panels.set(name, [...(panels.get(name) ?? []), series]);
  }
  return [...panels].map(([name, series]) => ({ name, series }));
}

function seriesOfStorm({ result, storm }: LoadedTrial): StormSeries | undefined {
  const originUs = findStormOriginUs({ result, storm });
  if (originUs === undefined || storm.length === 0) return undefined;
  const readyAtUs = result.faults[0]?.readyAtUs ?? null;
  return {
    trial: result.id,
    policy: nameStormPolicy(result),
    readyUs: readyAtUs === null ? null : readyAtUs - originUs,
    coarse: curveAttempts(storm, originUs, 'coarse'),
    fine: curveAttempts(storm, originUs, 'fine'),
    expectedPeak: result.storm.fit?.expectedPeakPer100Ms ?? null,
    back: curveReturn(storm, originUs, result.storm.disconnected),
  };
}

const byteParts = ['payload', 'framing', 'requests', 'heartbeats', 'emptyPolls'] as const;
const byteTitles = ['payload', 'framing', 'requests', 'heartbeats', 'empty polls'];

/** Set-up is left out: it belongs to connections, not to messages. */
export function partsOfBytes(trials: readonly LoadedTrial[]): ByteParts {
  return {
    parts: byteTitles,
    rows: trials
      .filter(({ result }) => countDelivered(result) > 0)
      .map(({ result }) => ({
        trial: result.id,
        values: byteParts.map((part) => result.bytes[part] / countDelivered(result)),
      })),
  };
}

/** Messages that reached a client, its own that came back included. */
function countDelivered({ ledger, echo }: LoadedTrial['result']): number {
  return ledger.delivered + (echo?.ledger.returned ?? 0);
}
