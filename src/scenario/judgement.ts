import type { Finding } from './explain-issue.js';
import type { KeyPath } from './key-path.js';

/** A finding that forbids the trial, or one that only calls for attention. */
export interface Judgement extends Finding {
  readonly severity: 'error' | 'notice';
}

export function reject(path: KeyPath, problem: string, remedy: string): Judgement {
  return { severity: 'error', code: 'SQUALL_VALUE', path, at: 'value', problem, remedy };
}

export function remark(path: KeyPath, problem: string, remedy: string): Judgement {
  return { severity: 'notice', code: 'SQUALL_VALUE', path, at: 'value', problem, remedy };
}
