import type { Side } from '../../src/gate/pair-order.js';

/** What was made worse on purpose in the candidate. `same`: nothing, both sides are identical code. */
export type Subject = 'same' | 'cpu' | 'delay';

/** One gate to be run: `cpu +50 % #2`. */
export interface PlannedInvocation {
  readonly subject: Subject;
  /** By how much the metric aimed at is to become worse: 0.5 is half as much again; 0 for `same`. */
  readonly share: number;
  /** From 1, among those of the same subject and share. */
  readonly number: number;
}

/** One gate that was run: a row of invocations.csv. */
export interface Invocation extends PlannedInvocation {
  /** As the scenario of the candidate had it, `cpu=6us`; empty for `same`. */
  readonly flaw: string;
  readonly startedAt: string;
  readonly tookS: number;
  /** Exit status, and verdict, as printed. */
  readonly status: number;
  readonly verdict: string;
  readonly pairs: number;
  readonly validPairs: number;
  readonly repeatedPairs: number;
  /** Metrics and exact figures called so, separated by spaces. */
  readonly regressions: string;
  readonly improvements: string;
  readonly inconclusive: string;
  /** CPU, cores, kernel and Node.js. */
  readonly machine: string;
}

/** One run of a gate: a row of runs.csv. */
export interface InvocationRun extends PlannedInvocation {
  readonly pair: number;
  readonly side: Side;
  readonly attempt: number;
  readonly valid: boolean;
  /** By name; µs, µs of CPU time per delivery, bytes per connection. What was not measured is absent. */
  readonly measured: Readonly<Record<string, number>>;
}

/** How often each is run on the way to a full curve. */
export const sameInvocations = 20;
/** The change that has to be found. */
const provenShare = 0.5;
export const shares = [0.1, 0.2, 0.3, 0.5, 1] as const;
export const changedSubjects = ['cpu', 'delay'] as const;

/** The metric that each change is aimed at. */
export const aims: Readonly<Record<(typeof changedSubjects)[number], string>> = {
  cpu: 'server.cpuPerDelivered',
  delay: 'delivery.steady.p50',
};

/** All invocations of a full curve, in the order of what they are worth to one that is broken off. */
export function planInvocations(): PlannedInvocation[] {
  const same: PlannedInvocation[] = Array.from({ length: sameInvocations }, (_, at) => ({
    subject: 'same',
    share: 0,
    number: at + 1,
  }));
  const changed: PlannedInvocation[] = changedSubjects.flatMap((subject) =>
    shares.map((share) => ({ subject, share, number: 1 })),
  );
  const proven = changed.filter(({ share }) => share === provenShare);
  // The first one says what a change of so many percent is.
  return [
    ...same.slice(0, 1),
    ...proven,
    ...same.slice(1),
    ...changed.filter((own) => !proven.includes(own)),
  ];
}

/** What tells invocations apart. */
export function keyOfInvocation({ subject, share, number }: PlannedInvocation): string {
  return `${subject} ${share} ${number}`;
}

export function nameInvocation({ subject, share, number }: PlannedInvocation): string {
  return subject === 'same' ? `same #${number}` : `${subject} +${Math.round(100 * share)} % #${number}`;
}
