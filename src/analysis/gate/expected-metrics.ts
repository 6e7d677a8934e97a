import type { Plan, Scenario } from '../../scenario/scenario.js';
import { selectMetrics } from './metric-scope.js';
import type { NamedMetric } from './pair-samples.js';

type Condition = (scenario: Scenario) => boolean;

const mayCut: Condition = ({ faults, clients, proxy, target, server }) =>
  faults.length > 0 ||
  clients.cohorts !== undefined ||
  clients.staleAfterUs !== undefined ||
  proxy !== undefined ||
  target !== undefined ||
  server.admission !== undefined;

/** What a scenario must have for metrics whose names begin like this to be measured; all others may be in any trial. */
const conditions: readonly (readonly [prefixes: readonly string[], Condition])[] = [
  [['echo.', 'echoSendLag.'], ({ echo }) => echo !== undefined],
  [['acks.'], ({ acks }) => acks !== undefined],
  [['hearing.', 'chat.'], ({ chat }) => chat !== undefined],
  [['firstToken.', 'tokenGap.', 'tokens.'], ({ tokens }) => tokens !== undefined],
  [['noticed.', 'reaped.', 'halfOpen.'], ({ faults }) => faults.length > 0],
  [['storm.', 'reconnectTime.'], mayCut],
  [['response.', 'skippedPolls'], ({ transport, fallback }) => isPoll(transport) || fallback.some(isPoll)],
  [['fallback.'], ({ fallback }) => fallback.length > 0],
  [['proxy.'], ({ proxy }) => proxy !== undefined],
  // Runs of a gate are on loopback, where nothing is counted on the wire.
  [['wire.'], () => false],
];

function isPoll(transport: string): boolean {
  return transport.endsWith('-poll');
}

/** Whether a trial of this scenario can measure a metric at all. */
export function canMeasure(name: string, scenario: Scenario): boolean {
  const found = conditions.find(([prefixes]) => prefixes.some((prefix) => name.startsWith(prefix)));
  return found === undefined || found[1](scenario);
}

/** Of the metrics named, those that each cell of a plan can have; repeats of a cell are one. */
export function listExpected({ trials }: Pick<Plan, 'trials'>, names: readonly string[]): NamedMetric[] {
  return trials
    .filter(({ repeat }) => repeat === 1)
    .flatMap(({ labels, scenario }) =>
      selectMetrics(names, labels.transport ?? '')
        .filter((name) => canMeasure(name, scenario))
        .map((name) => ({ name, labels })),
    );
}
