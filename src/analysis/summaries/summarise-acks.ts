import type { Measurement, ServerSample } from '../../metrics/measurement.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { AcksResult } from '../../storage/result.js';
import { countUplinks } from './summarise-echo.js';

/** Sums up what was acknowledged and sent again; undefined when nothing had to be acknowledged. */
export function summariseAcks(
  { acks: settings }: Scenario,
  measurement: Measurement,
): AcksResult | undefined {
  const { acks } = measurement.load;
  if (settings === undefined || acks === undefined) return undefined;
  const { mode, everyUs, timeoutUs } = settings;
  const { sent, withheld, refused, redelivered, uplinksOpened } = acks;
  return {
    mode,
    everyUs,
    timeoutUs,
    sent,
    withheld,
    refused,
    redelivered,
    server: countServer(measurement),
    uplinks: { opened: uplinksOpened, steady: countUplinks(measurement) },
  };
}

/** Each life's last reading, so that a killed server is missing at most the 100 ms since then. */
function countServer({ serverSamples }: Measurement): AcksResult['server'] {
  const lastOfLife = new Map<number, ServerSample>(serverSamples.map((sample) => [sample.life, sample]));
  const counts = [...lastOfLife.values()].flatMap(({ acks }) => acks ?? []);
  return {
    acknowledged: counts.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    redelivered: counts.reduce((sum, { redelivered }) => sum + redelivered, 0),
  };
}
