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
  const ways: NoticingRange[] = [];
  if (staleAfterUs !== undefined) {
    const betweenUs = longestSilenceUs(scenario);
    // Where nothing regular is heard, the silence is counted from its beginning.
    ways.push({ fromUs: staleAfterUs - (Number.isFinite(betweenUs) ? betweenUs : 0), toUs: staleAfterUs });
  }
  const beat = foreseeByHeartbeat(scenario);
  if (beat !== undefined) ways.push(beat);
  return ways.length === 0 ? undefined : Math.max(0, Math.round(meanOfEarliest(ways)));
}

/** Where in an interval of length 1, from its middle, Gauss's two points lie: exact for products of two straight lines. */
const gaussPoint = 0.5 / Math.sqrt(3);

/** Mean of the earliest of independent instants, each evenly spread over its range: the integral of the chance that none has come. */
function meanOfEarliest(ranges: readonly NoticingRange[]): number {
  const lastUs = Math.min(...ranges.map(({ toUs }) => toUs));
  const ends = ranges.flatMap(({ fromUs, toUs }) => [fromUs, toUs]).filter((us) => us <= lastUs);
  const [firstUs = lastUs, ...others] = ends.sort((a, b) => a - b);
  let [meanUs, beforeUs] = [firstUs, firstUs];
  for (const us of others) {
    const [middleUs, widthUs] = [(beforeUs + us) / 2, us - beforeUs];
    const chances = [-gaussPoint, gaussPoint].map((at) => chanceOfNone(ranges, middleUs + at * widthUs));
    meanUs += (widthUs * ((chances[0] ?? 0) + (chances[1] ?? 0))) / 2;
    beforeUs = us;
  }
  return meanUs;
}

function chanceOfNone(ranges: readonly NoticingRange[], atUs: number): number {
  return ranges.reduce((chance, { fromUs, toUs }) => {
    if (atUs <= fromUs) return chance;
    return atUs >= toUs ? 0 : (chance * (toUs - atUs)) / (toUs - fromUs);
  }, 1);
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
