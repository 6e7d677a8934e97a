import { parseScenario } from '../scenario/parse-scenario.js';
import { planTrials } from '../scenario/plan.js';
import type { Scenario } from '../scenario/scenario.js';
import type { LoadedRun, LoadedTrial } from '../storage/loaded-run.js';
import type { Sourced, StormFacts } from './assumptions.js';
import { type Measured, type MeasuredCapacity, measureCapacity } from './measure-capacity.js';
import type { Losses } from './storm-settings.js';

/** A trial of a real run whose storm can be simulated. */
export interface ModelTrial {
  readonly trial: LoadedTrial;
  readonly scenario: Scenario;
  readonly facts: StormFacts;
  /** When its clients noticed the loss, for a simulation of just this trial; undefined where the run did not keep it. */
  readonly losses: readonly Losses[] | undefined;
  /** What the run could not tell, and why. */
  readonly missing: readonly string[];
}

/** The trials of a run in which a server went away and came back, each with what it and its siblings tell of capacity. */
export function listModelTrials(run: LoadedRun): ModelTrial[] {
  const { source, file } = run.result.scenario;
  const planned = new Map(
    planTrials(parseScenario(source, file)).trials.map((trial) => [trial.id, trial.scenario]),
  );
  const measured = run.trials.map((trial) => ({ trial, capacity: measureCapacity(trial) }));
  return measured.flatMap(({ trial, capacity }) => {
    const scenario = planned.get(trial.result.id);
    const outages = trial.result.faults.filter(({ mode }) => mode !== null);
    if (scenario === undefined || outages.length !== 1 || trial.result.faults.length !== 1) return [];
    const siblings = measured.filter((other) => isSibling(other.trial, trial, planned));
    const { kernel } = run.result.environment;
    return [describeTrial({ trial, scenario, capacity, kernel }, siblings)];
  });
}

/** Another trial tells of the same server when transport and server settings are the same but for the backlog. */
function isSibling(other: LoadedTrial, trial: LoadedTrial, planned: ReadonlyMap<string, Scenario>): boolean {
  const [one, two] = [planned.get(other.result.id), planned.get(trial.result.id)];
  if (other === trial || one === undefined || two === undefined) return false;
  const serverOf = ({ transport, server }: Scenario): string =>
    JSON.stringify({ transport, server: { ...server, backlog: 0 } });
  return serverOf(one) === serverOf(two);
}

interface Sibling {
  readonly trial: LoadedTrial;
  readonly capacity: MeasuredCapacity;
}

type Origin = Sibling & { readonly scenario: Scenario; readonly kernel: string };

function describeTrial(
  { trial, scenario, capacity, kernel }: Origin,
  siblings: readonly Sibling[],
): ModelTrial {
  const missing: string[] = [];
  const find = (key: keyof MeasuredCapacity, name: string): Sourced<number> => {
    const own = capacity[key];
    const found = findFigure(key, [{ trial, capacity }, ...siblings]);
    if (found === undefined && own.value === undefined) missing.push(`${name}: ${own.why}`);
    return found;
  };
  const all = find('servicePerSecond', 'accept rate');
  const { processes } = scenario.server;
  const service = all && { ...all, value: all.value / processes };
  const cost = find('handshakeUs', 'CPU time of a handshake');
  const latency = find('handshakeLatencyUs', 'handshake latency');
  const serviceUs = Math.max(service === undefined ? 0 : 1e6 / service.value, cost?.value ?? 0);
  return {
    trial,
    scenario,
    missing,
    losses: listLosses(trial),
    facts: {
      ...listPlanned(trial, scenario),
      linearSyns: { value: isSinceLinear(kernel) ? 4 : 0, source: `Linux ${kernel}` },
      acceptPerSecond:
        service ??
        statedRate(scenario) ??
        (cost && {
          value: 1e6 / cost.value,
          source: 'an upper bound, 1 s ÷ the CPU time of a handshake: the server was never seen saturated',
        }),
      handshakeUs: cost,
      roundTripUs: latency && {
        value: Math.max(leastRoundTripUs, Math.round((latency.value - serviceUs) / 2)),
        source: `half of the handshake latency without the service time; ${latency.source}`,
      },
    },
  };
}

function statedRate({ server }: Scenario): Sourced<number> {
  if (server.acceptRatePerSecond === undefined) return undefined;
  return { value: server.acceptRatePerSecond, source: "server.acceptRate of the run's scenario" };
}

/** What the scenario says, and when the server really was ready again. */
function listPlanned({ result }: LoadedTrial, { clients, reconnect, server }: Scenario): StormFacts {
  const stated = <Value>(value: Value, key: string) => ({ value, source: `${key} of the run's scenario` });
  const [outage] = result.faults;
  const awayUs = (outage?.readyAtUs ?? Number.NaN) - (outage?.injectedAtUs ?? Number.NaN);
  return {
    seed: { value: result.seed, source: 'seed of the trial' },
    clients: stated(clients.count, 'clients.count'),
    reconnect: stated(reconnect, 'reconnect'),
    backlog: stated(server.backlog, 'server.backlog'),
    servers: stated(server.processes, 'server.processes'),
    admission: server.admission && stated(server.admission, 'server.admission'),
    outageUs: Number.isNaN(awayUs)
      ? undefined
      : { value: awayUs, source: 'from the fault to the server being ready, as measured' },
  };
}

/** Of the trial and its siblings, the figure with the most evidence. */
function findFigure(key: keyof MeasuredCapacity, trials: readonly Sibling[]): Sourced<number> {
  let best: (Measured & { readonly value: number; readonly trial: string }) | undefined;
  for (const { trial, capacity } of trials) {
    const figure: Measured = capacity[key];
    if (figure.value === undefined || figure.evidence <= (best?.evidence ?? 0)) continue;
    best = { ...figure, trial: trial.result.id };
  }
  return best && { value: best.value, source: `trial ${best.trial}: ${best.from}` };
}

/** Bins of 10 ms from the fault on. */
function listLosses({ storm, result }: LoadedTrial): Losses[] | undefined {
  const originUs = result.faults[0]?.injectedAtUs ?? 0;
  const rows = storm.filter(({ lost }) => lost > 0);
  const total = rows.reduce((sum, { lost }) => sum + lost, 0);
  if (total !== result.storm.disconnected || total !== result.plan.clients) return undefined;
  return rows.map(({ atUs, lost }) => ({
    atUs: Math.max(0, atUs - originUs),
    overUs: Math.min(storedBinUs, Math.max(0, atUs + storedBinUs - originUs)),
    count: lost,
  }));
}

const storedBinUs = 10_000;

/** The kernel's own time, and what keeps an attempt that is refused from being made again in the same instant. */
const leastRoundTripUs = 50;

/** `tcp_syn_linear_timeouts` came with Linux 6.5. */
function isSinceLinear(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map(Number);
  return major > 6 || (major === 6 && minor >= 5);
}
