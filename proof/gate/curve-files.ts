import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { defaultGatedNames } from '../../src/analysis/gate/gated-metrics.js';
import { packageRoot } from '../../src/system/package-root.js';
import type { ExactInvocation } from './exact-invocation.js';
import type { Invocation, InvocationRun } from './invocation.js';

/** Everything that was measured for the curve; committed, so that whoever doubts a figure of it can compute it again. */
export interface CurveData {
  readonly invocations: readonly Invocation[];
  readonly runs: readonly InvocationRun[];
  readonly exact: readonly ExactInvocation[];
}

export const curveFolder = join(packageRoot, 'docs', 'operating-curve');

const planned = {
  subject: z.enum(['same', 'cpu', 'delay']),
  share: z.coerce.number(),
  number: z.coerce.number().int(),
};

const invocationRow = z.object({
  ...planned,
  flaw: z.string(),
  startedAt: z.string(),
  tookS: z.coerce.number(),
  status: z.coerce.number().int(),
  verdict: z.string(),
  pairs: z.coerce.number().int(),
  validPairs: z.coerce.number().int(),
  repeatedPairs: z.coerce.number().int(),
  regressions: z.string(),
  improvements: z.string(),
  inconclusive: z.string(),
  machine: z.string(),
});

const runRow = z.object({
  ...planned,
  pair: z.coerce.number().int(),
  side: z.enum(['baseline', 'candidate']),
  attempt: z.coerce.number().int(),
  valid: z.enum(['yes', 'no']),
});

const exactRow = z.object({
  flaw: z.string(),
  number: z.coerce.number().int(),
  status: z.coerce.number().int(),
  verdict: z.string(),
  differences: z.string(),
});

/** Those of a missing file are none. */
export async function readCurve(folder = curveFolder): Promise<CurveData> {
  const read = async (name: string): Promise<unknown[]> => {
    const text = await readFile(join(folder, `${name}.csv`), 'utf8').catch(() => '');
    return parse(text, { columns: true });
  };
  return {
    invocations: z.array(invocationRow).parse(await read('invocations')),
    runs: (await read('runs')).map(readRun),
    exact: z.array(exactRow).parse(await read('exact')),
  };
}

function readRun(row: unknown): InvocationRun {
  const { valid, ...run } = runRow.parse(row);
  const fields = z.record(z.string(), z.string()).parse(row);
  const measured = defaultGatedNames.flatMap((name) =>
    fields[name] === undefined || fields[name] === '' ? [] : [[name, Number(fields[name])] as const],
  );
  return { ...run, valid: valid === 'yes', measured: Object.fromEntries(measured) };
}

export async function writeCurve(
  { invocations, runs, exact }: CurveData,
  folder = curveFolder,
): Promise<void> {
  const write = (name: string, rows: readonly object[]): Promise<void> =>
    writeFileAtomic(join(folder, `${name}.csv`), stringify([...rows], { header: true }));
  await mkdir(folder, { recursive: true });
  const present = defaultGatedNames.filter((name) => runs.some(({ measured }) => name in measured));
  await write('invocations', invocations);
  await write(
    'runs',
    runs.map(({ measured, valid, ...run }) => ({
      ...run,
      valid: valid ? 'yes' : 'no',
      ...Object.fromEntries(present.map((name) => [name, measured[name] ?? ''])),
    })),
  );
  await write('exact', exact);
}
