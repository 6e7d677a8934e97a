import type { Limits } from '../system/limits.js';
import type { PlannedLoad } from './planned-load.js';

export type LimitName =
  | 'server-descriptors'
  | 'proxy-descriptors'
  | 'worker-descriptors'
  | 'system-files'
  | 'ports'
  | 'accept-queue'
  | 'memory'
  | 'tcp-memory'
  | 'conntrack'
  | 'tasks'
  | 'cores'
  | 'scheduling'
  | 'clock';

/** `tight`: it fits, but with less than a tenth to spare, or at the cost of precision. */
export type LimitVerdict = 'fits' | 'tight' | 'short';

/** One limit of the machine held against what a load needs of it. */
export interface LimitFinding {
  readonly limit: LimitName;
  /** In words: `server descriptors`. */
  readonly title: string;
  /** What the system says: `20,000 (RLIMIT_NOFILE, ulimit -n)`. */
  readonly setting: string;
  /** Clients it carries; null when it does not bound their number. */
  readonly carries: number | null;
  readonly verdict: LimitVerdict;
  /** True when the figure is arithmetic, false when it rests on a typical value. */
  readonly exact: boolean;
  readonly explanation: string;
  /** What running into it looks like, e.g. an errno name. */
  readonly failure: string;
  /** The command or key that raises it. */
  readonly remedy: string;
}

/** Holds one limit against a load; undefined when this machine does not have it. */
export type LimitRule = (load: PlannedLoad, limits: Limits) => LimitFinding | undefined;

/** Of what a limit carries, the share from which on it counts as tight. */
const tightShare = 0.9;

export function judgeClients(carries: number | null, { clients }: PlannedLoad): LimitVerdict {
  if (carries === null || clients === undefined) return 'fits';
  if (clients > carries) return 'short';
  return clients > carries * tightShare ? 'tight' : 'fits';
}

/** How many clients a remedy should make room for: those planned, else twice what goes now. */
export function chooseTarget(carries: number | null, { clients }: PlannedLoad): number {
  return Math.max(clients ?? 0, clients === undefined || clients <= (carries ?? 0) ? 2 * (carries ?? 0) : 0);
}

/** `20,000`. */
export function writeCount(count: number): string {
  return count.toLocaleString('en');
}
