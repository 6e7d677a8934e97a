import type { LoadedRun } from '../../storage/loaded-run.js';
import type { TrialResult } from '../../storage/result.js';
import { transportTitles } from './name-trials.js';
import { bytes, count, list, type Phrase, perSecond, say, us } from './phrase.js';
import type { Fact } from './report-model.js';

/** What was run, in the order in which a reader asks. */
export function collectFacts({ result, trials }: LoadedRun): Fact[] {
  const plans = trials.map((trial) => trial.result);
  const transports = [...new Set(plans.map((trial) => transportTitles[trial.labels.transport]))];
  const policies = [...new Set(plans.map((trial) => trial.plan.reconnect))];
  const faults = [...new Set(plans.flatMap((trial) => trial.faults.map((fault) => fault.description)))];
  const repeats = Math.max(0, ...plans.map((trial) => trial.repeat));
  const servers = [...new Set(plans.map(({ plan }) => plan.target ?? 'reference server'))];
  const isTargeted = plans.some(({ plan }) => plan.target !== undefined);
  const facts: Fact[] = [
    ...(isTargeted ? [{ name: 'Server', value: list(servers.map((name) => [name])) }] : []),
    { name: 'Transports', value: list(transports.map((name) => [name])) },
    { name: 'Clients', value: everyValue(plans, (trial) => say`${count(trial.plan.clients)}`) },
    {
      name: 'Publishing',
      value: everyValue(
        plans,
        ({ plan }) =>
          say`${perSecond(plan.ratePerSecond)}, ${bytes(plan.payloadBytes)} each, to every client`,
      ),
    },
    {
      name: 'Time',
      value: everyValue(
        plans,
        ({ plan }) =>
          say`${us(plan.rampUpUs)} ramp, ${us(plan.warmUpUs)} warm-up, ${us(plan.durationUs)} measured, ${us(plan.drainUs)} drain`,
      ),
    },
    { name: 'Faults', value: faults.length > 0 ? [faults.join('; ')] : ['none'] },
    { name: 'Reconnect', value: [policies.join('; ')] },
    {
      name: 'Trials',
      value: say`${count(trials.length)}${repeats > 1 ? ` (${repeats} repeats of each cell)` : ', one run of each cell'}`,
    },
    { name: 'Seed', value: [String(result.run.seed)] },
    { name: 'Started', value: [result.run.startedAt] },
  ];
  return plans.length > 0 ? facts : facts.filter((fact) => ['Seed', 'Started'].includes(fact.name));
}

/** The distinct phrases, listed. */
function everyValue(plans: readonly TrialResult[], tell: (trial: TrialResult) => Phrase): Phrase {
  const distinct = new Map(plans.map((trial) => [JSON.stringify(tell(trial)), tell(trial)]));
  return list([...distinct.values()], ', ', ' or ');
}

export function collectEnvironment({ result }: LoadedRun): Fact[] {
  const { environment } = result;
  const libraries = Object.entries(environment.libraries).map(([name, version]) => `${name} ${version}`);
  return [
    { name: 'Squall', value: [environment.squall] },
    { name: 'Node.js', value: [`${environment.node} (V8 ${environment.v8})`] },
    { name: 'Libraries', value: [libraries.join(', ')] },
    { name: 'System', value: [`${environment.platform}, kernel ${environment.kernel}`] },
    {
      name: 'Machine',
      value: say`${environment.cpu}, ${count(environment.cores)} cores, ${bytes(environment.memoryBytes)} memory`,
    },
    { name: 'File descriptors', value: say`${count(environment.fileDescriptorLimit)} per process` },
  ];
}
