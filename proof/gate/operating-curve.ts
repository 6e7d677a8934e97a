import { parseArgs } from 'node:util';
import { readCurve, writeCurve } from './curve-files.js';
import { exactFlaws, exactTimes } from './exact-invocation.js';
import { keyOfInvocation, nameInvocation, planInvocations } from './invocation.js';
import { measureExact } from './measure-exact.js';
import { measureInvocation } from './measure-invocation.js';
import { publishCurve } from './publish-curve.js';

const usage = `npm run operating-curve -- measure | publish

How often the gate is wrong on identical code, and how large a change it finds, on this machine.

measure  runs what is missing of ${planInvocations().length} whole gates, and of ${exactFlaws.length * exactTimes} of exact figures. Ctrl-C loses the one under way;
         the rest is kept, and the next call goes on. Two hours in all, with nothing else running on the machine.
publish  resamples the runs that there are, and writes the tables into docs/gate.md.

What was measured is kept in docs/operating-curve/; remove its files to measure another machine.
--most N ends after so many whole gates.
`;

async function measurePairs(most: number, signal: AbortSignal): Promise<void> {
  const { invocations } = await readCurve();
  const done = new Set(invocations.map(keyOfInvocation));
  const missing = planInvocations().filter((planned) => !done.has(keyOfInvocation(planned)));
  for (const planned of missing.slice(0, most)) {
    if (signal.aborted) return;
    const name = nameInvocation(planned);
    const data = await readCurve();
    process.stderr.write(`operating curve: ${name}\n`);
    const { invocation, runs } = await measureInvocation(planned, data.runs);
    await writeCurve({
      ...data,
      invocations: [...data.invocations, invocation],
      runs: [...data.runs, ...runs],
    });
    process.stderr.write(
      `operating curve: ${name} ${invocation.flaw}: ${invocation.verdict} in ${invocation.tookS} s ${invocation.regressions}\n`,
    );
  }
}

async function measureCounts(signal: AbortSignal): Promise<void> {
  const data = await readCurve();
  if (data.exact.length > 0 || signal.aborted) return;
  const exact = [];
  for await (const one of measureExact()) {
    process.stderr.write(`operating curve: exact ${one.flaw}: ${one.verdict} ${one.differences}\n`);
    exact.push(one);
    if (signal.aborted) return;
  }
  await writeCurve({ ...data, exact });
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { most: { type: 'string', default: 'Infinity' }, help: { type: 'boolean', short: 'h' } },
  });
  const [step] = positionals;
  const most = Number(values.most);
  if (values.help || (step !== 'measure' && step !== 'publish') || !(most >= 1)) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  if (step === 'publish') {
    await publishCurve();
    return 0;
  }
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  try {
    await measurePairs(most, interrupt.signal);
    if (most === Number.POSITIVE_INFINITY) await measureCounts(interrupt.signal);
  } catch (error) {
    // The gate under way was interrupted, too, and gave no verdict.
    if (!interrupt.signal.aborted) throw error;
  }
  return interrupt.signal.aborted ? 130 : 0;
}

process.exitCode = await main();
