import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/system/package-root.js';

interface Reference {
  readonly signedRank: readonly { x: number[]; v: number; above: number; below: number }[];
  readonly signedRankTies: Reference['signedRank'];
  readonly psignrank: readonly { n: number; q: number; p: number }[];
  readonly holm: readonly { p: number[]; adjusted: number[] }[];
  readonly bootstrapMedian: readonly {
    x: number[];
    confidence: number;
    median: number;
    low: number;
    high: number;
  }[];
  readonly clopperPearson: readonly { count: number; of: number; low: number; high: number }[];
  readonly mannWhitney: readonly {
    x: number[];
    y: number[];
    p: number;
    shift: number;
    low: number;
    high: number;
    reached: number;
  }[];
  readonly mannWhitneyTies: readonly { x: number[]; y: number[]; p: number }[];
  readonly energy: readonly { z: number[]; least: number; q: number; tau: number; kappa: number }[];
  readonly mad: readonly { x: number[]; mad: number; median: number }[];
  readonly qnorm: readonly { p: number; z: number }[];
}

/** What R says, as `gate.R` beside this file made it. */
export function readReference(): Reference {
  return JSON.parse(readFileSync(join(packageRoot, 'test/reference/r/gate.json'), 'utf8')) as Reference;
}
