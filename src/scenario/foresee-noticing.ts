import type { Scenario } from './scenario.js';
import { longestSilenceUs } from './silence-checks.js';

/** Between which times into a silence clients give their connections up, microseconds; evenly spread where only one way is on. */
export interface NoticingRange {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * What the settings foresee of clients whose connections go silent without a word. A client that counts silence last heard
 * something up to one interval S of signs of life before: U(staleAfter − S, staleAfter). A client that pings sends its next ping
 * up to one interval H after: U(timeout, H + timeout). With both it is whichever comes first.
 * @returns undefined when clients never give up
 */
export function foreseeNoticing(scenario: Scenario): NoticingRange | undefined {
  const ways = [foreseeBySilence(scenario), foreseeByHeartbeat(scenario)].filter((way) => way !== undefined);
  if (ways.length === 0) return undefined;
  return {
    fromUs: Math.min(...ways.map(({ fromUs }) => fromUs)),
    toUs: Math.min(...ways.map(({ toUs }) => toUs)),
  };
}

/** How long into a silence clients give up on average; undefined: never. */
export function foreseePatienceUs(scenario: Scenario): number | undefined {
  const { staleAfterUs } = scenario.clients;
  const betweenUs = longestSilenceUs(scenario);
  const silence =
    staleAfterUs === undefined || !Number.isFinite(betweenUs)
      ? staleAfterUs
      : Math.max(0, Math.round(staleAfterUs - betweenUs / 2));
  const beat = foreseeByHeartbeat(scenario);
  const means = [silence, beat && Math.round((beat.fromUs + beat.toUs) / 2)].filter(
    (mean) => mean !== undefined,
  );
  return means.length === 0 ? undefined : Math.min(...means);
}

function foreseeBySilence(scenario: Scenario): NoticingRange | undefined {
  const { staleAfterUs } = scenario.clients;
  if (staleAfterUs === undefined) return undefined;
  const fromUs = Math.max(0, staleAfterUs - longestSilenceUs(scenario));
  return { fromUs: Math.round(fromUs), toUs: staleAfterUs };
}

function foreseeByHeartbeat({ transport, clients: { heartbeat } }: Scenario): NoticingRange | undefined {
  if (heartbeat === undefined || transport !== 'websocket') return undefined;
  const { everyUs, timeoutUs } = heartbeat;
  return { fromUs: timeoutUs, toUs: everyUs + timeoutUs };
}
