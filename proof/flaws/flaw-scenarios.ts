import type { FlawKind } from '../../src/wire/flaws.js';
import { type TransportName, transportNames } from '../../src/wire/transport-names.js';

export interface Matrix {
  readonly transports: readonly TransportName[];
  /** As in `server.flaws`; each is a trial on each transport. */
  readonly flaws: readonly string[];
  /** Further keys of the scenario, e.g. a fault that makes clients resume. */
  readonly more?: string;
}

/** A delay of nothing: a sound server that keeps a log. Its trial gives the floor that the others' latencies stand on. */
export const witness = 'delay=0s';

export const clients = 8;

const common = [
  witness,
  'drop-every=7',
  'drop-one=20',
  'duplicate-every=5',
  'swap-every=6',
  'delay=50ms',
  'stall=200ms/700ms',
  'split-bytes',
  'cut-message=20',
  `no-answer=${clients}`,
  `wrong-content-type=${clients}`,
];

/** Everybody is disconnected once, by the server, and comes back 300 ms later. */
const comeBack = `faults: [{ at: 500ms, kind: disconnect, by: server, how: close }]`;

/** Every transport with every flaw that it can have. */
export const matrices: readonly Matrix[] = [
  { transports: transportNames, flaws: common },
  { transports: transportNames, flaws: ['replay-extra=3', 'ignore-cursor'], more: comeBack },
  // Not a multiple of the 25 ms between messages, so that no message falls due as a wait ends.
  { transports: ['websocket', 'sse'], flaws: ['coalesce=90ms'] },
  { transports: ['sse'], flaws: ['mixed-line-ends'] },
  { transports: ['websocket'], flaws: ['fragment=3'] },
];

/** Few clients, short trials: what is looked for is exact, so it needs no size. */
export function writeFlawScenario({ transports, flaws, more = '' }: Matrix): string {
  return `name: flaws
seed: 3
clients: { count: ${clients}, rampUp: 100ms }
publish: { rate: 40/s, payload: 100B }
poll: { period: 100ms, hold: 2s }
warmUp: 100ms
duration: 1500ms
drain: 1500ms
server: { heartbeat: 1h }
reconnect: { policy: fixed, delay: 300ms, connectTimeout: 1s }
matrix:
  transport: [${transports.join(', ')}]
  server.flaws: [${flaws.map((flaw) => `[${flaw}]`).join(', ')}]
${more}
`;
}

/** Flaws whose effect on the delivery latency follows from the server's log. */
export const latencyFlaws: ReadonlySet<FlawKind> = new Set(['delay', 'stall', 'coalesce']);
