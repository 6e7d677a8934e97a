import { narrowPorts } from './lower-limits.js';
import type { EndedRun } from './staged-run.js';

/** A machine made small in one respect, to run into the limit that the doctor foresees. */
export interface Squeeze {
  readonly subject: string;
  /** The limit that must come first. */
  readonly first: string;
  readonly wrapper: readonly string[];
  /** For doctor and run alike. */
  readonly args: readonly string[];
  readonly workers: number;
  readonly needsRoot: boolean;
}

export const squeezes: readonly Squeeze[] = [
  {
    subject: '200 descriptors (prlimit)',
    first: 'server-descriptors',
    wrapper: ['prlimit', '--nofile=200:200'],
    args: [],
    workers: 2,
    needsRoot: false,
  },
  {
    subject: '60 ports (network namespace)',
    first: 'ports',
    wrapper: narrowPorts(20_000, 20_059),
    args: ['--source-addresses', '1'],
    workers: 1,
    needsRoot: true,
  },
];

/** A short trial of so many clients. */
export function writeSqueezed(transport: string, clients: number, workers: number): string {
  return `name: squeezed
transport: ${transport}
clients: { count: ${clients}, rampUp: 500ms, subscribeWithin: 2s }
publish: { rate: 20/s }
reconnect: { policy: fixed, delay: 400ms }
poll: { period: 300ms }
warmUp: 200ms
duration: 600ms
drain: 300ms
workers: ${workers}
`;
}

/** How far a run got. */
export function readReach({ result }: EndedRun): { subscribed: number; exhausted: boolean; message: string } {
  const [trial] = result?.trials ?? [];
  const reason = trial?.validity.reasons.find(({ code }) => code === 'RESOURCES_EXHAUSTED');
  return {
    subscribed: trial?.connections.peak.clients ?? 0,
    exhausted: reason !== undefined,
    message: reason?.message ?? '',
  };
}
