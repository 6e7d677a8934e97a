import type { EncodedEchoLedger } from '../../metrics/echo-ledger.js';
import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { Measurement } from '../../metrics/measurement.js';
import { measuredPhases, phaseNames } from '../../metrics/phases.js';
import { SequenceSet } from '../../metrics/sequence-set.js';
import type { EchoSettings } from '../../scenario/scenario.js';
import type { EchoResult } from '../../storage/result.js';
import { medianIn } from './connection-counts.js';

/** What became of the messages of one client. */
export interface EchoAccount {
  readonly ledger: EncodedEchoLedger;
  readonly sent: number;
  readonly lost: SequenceSet;
  /** Came back without having been sent. */
  readonly unexplained: number;
}

/**
 * Holds what a client sent against what came back. Lost is drawn from the two sets, returns are counted one by one as they
 * come: that sent = returned + lost is a finding, not a definition.
 */
export function balanceEchoes(ledgers: readonly EncodedEchoLedger[]): EchoAccount[] {
  return ledgers.map((ledger) => {
    const sent = SequenceSet.fromBounds(ledger.sent);
    const returned = SequenceSet.fromBounds(ledger.returned);
    return {
      ledger,
      sent: sent.size,
      lost: sent.without(returned),
      unexplained: returned.without(sent).size,
    };
  });
}

/** Sums up the echoes of a trial; null when its clients had none. */
export function summariseEcho(
  settings: EchoSettings | undefined,
  measurement: Measurement,
  accounts: readonly EchoAccount[],
): EchoResult | null {
  const { echo, scheduling } = measurement.load;
  if (settings === undefined || echo === undefined) return null;
  const sum = (pick: (account: EchoAccount) => number): number =>
    accounts.reduce((total, account) => total + pick(account), 0);
  return {
    ratePerSecond: settings.ratePerSecond,
    payloadBytes: settings.payloadBytes,
    roundTripUs: mergeEchoHistograms(measurement, 'echo', measuredPhases).summarise(),
    roundTripByPhaseUs: summariseByPhase(measurement),
    sendLagUs: mergeEchoHistograms(measurement, 'echoLag', measuredPhases).summarise(),
    scheduling,
    ledger: {
      due: sum(({ ledger }) => ledger.due),
      unsent: sum(({ ledger, sent }) => ledger.due - sent),
      sent: sum(({ sent }) => sent),
      returned: sum(({ ledger }) => ledger.returns),
      lost: sum(({ lost }) => lost.size),
      duplicate: sum(({ ledger }) => ledger.duplicate),
      outOfOrder: sum(({ ledger }) => ledger.outOfOrder),
      refused: echo.refused,
      foreign: echo.foreign,
      clientsWithLoss: accounts.filter(({ lost }) => lost.size > 0).length,
    },
    uplinks: { opened: echo.uplinksOpened, steady: countUplinks(measurement) },
  };
}

/** The round trips (`echo`) or send lags (`echoLag`) of several phases in one histogram. */
export function mergeEchoHistograms(
  { load }: Measurement,
  name: 'echo' | 'echoLag',
  phases: readonly string[] = measuredPhases,
): LatencyHistogram {
  const merged = new LatencyHistogram();
  for (const phase of phases) {
    const histogram = load.histograms.get(`${name}.${phase}`);
    if (histogram !== undefined) merged.merge(histogram);
  }
  return merged;
}

function summariseByPhase({ load }: Measurement): EchoResult['roundTripByPhaseUs'] {
  const byPhase: EchoResult['roundTripByPhaseUs'] = {};
  for (const phase of phaseNames) {
    const histogram = load.histograms.get(`echo.${phase}`);
    if (histogram !== undefined && histogram.count > 0) byPhase[phase] = histogram.summarise();
  }
  return byPhase;
}

/** Medians of the steady phases, as clients, server and kernel counted the connections on which messages were posted. */
export function countUplinks(measurement: Measurement): EchoResult['uplinks']['steady'] {
  const { phases, serverSamples, kernelSamples, uplinkSamples = [] } = measurement;
  const readings = (samples: readonly { readonly atUs: number; readonly uplinks?: number }[]) =>
    samples.flatMap(({ atUs, uplinks }) => (uplinks === undefined ? [] : [{ atUs, value: uplinks }]));
  return {
    clients: medianIn(uplinkSamples, phases),
    server: medianIn(readings(serverSamples), phases),
    kernel: medianIn(readings(kernelSamples), phases),
  };
}
