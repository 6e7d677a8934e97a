import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeExact, makeGate } from '../../test/fixtures/make-gate.js';
import { makeGateArguments } from '../../test/fixtures/make-gate-arguments.js';
import { checkGateOutputs, prepareGateOutputs, tellGithub, writeGateOutputs } from './gate-outputs.js';

const none = { out: undefined, markdown: undefined, junit: undefined, html: undefined };
const verdict = makeGate({ exact: makeExact() });

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'squall-outputs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('makes folders and leaves no verdict of an earlier gate', async () => {
  const folder = makeFolder();
  const args = { ...none, out: join(folder, 'a/b/gate.json'), markdown: join(folder, 'gate.md') };
  writeFileSync(args.markdown, 'PASS');
  await prepareGateOutputs(args);
  expect([existsSync(join(folder, 'a/b')), existsSync(args.markdown)]).toEqual([true, false]);
  await writeGateOutputs(verdict, undefined, args);
  expect(JSON.parse(readFileSync(args.out, 'utf8'))).toEqual(verdict);
  expect(readFileSync(args.markdown, 'utf8')).toMatch(/^## ✖ REGRESSION: quickstart\n/);
});

it('refuses to write over a scenario, a baseline, a calibration, or one output over another', async () => {
  const folder = makeFolder();
  const [scenario, baselines] = [join(folder, 'my.yaml'), join(folder, 'baselines')];
  mkdirSync(baselines);
  writeFileSync(scenario, 'name: my\n');
  for (const name of ['my.json', 'my.calibration.json']) writeFileSync(join(baselines, name), '{}');
  symlinkSync(scenario, join(folder, 'gate.html'));
  const check = (given: Parameters<typeof makeGateArguments>[0]) =>
    checkGateOutputs(makeGateArguments({ subject: [scenario], baselines, ...given }));
  const refused = { code: 'SQUALL_USAGE' };
  await expect(check({ html: scenario })).rejects.toMatchObject(refused);
  await expect(check({ html: join(folder, 'gate.html') })).rejects.toMatchObject(refused);
  await expect(check({ out: join(baselines, 'my.json') })).rejects.toMatchObject(refused);
  await expect(check({ out: join(baselines, 'my.calibration.json') })).rejects.toMatchObject(refused);
  const side = { subject: [], 'baseline-scenario': 'other.yaml', 'candidate-scenario': scenario };
  await expect(check({ ...side, junit: scenario })).rejects.toMatchObject(refused);
  const twice = join(folder, 'x.html');
  await expect(check({ html: twice, markdown: twice })).rejects.toMatchObject(refused);
  await check({ html: join(folder, 'x.html'), markdown: join(folder, 'x.md') });
});

it.each(['out', 'markdown', 'junit', 'html'] as const)(
  'says that --%s names what cannot be written',
  async (output) => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), '');
    const args = { ...none, [output]: join(folder, 'file', 'gate') };
    await expect(prepareGateOutputs(args)).rejects.toMatchObject({
      code: 'SQUALL_UNWRITABLE',
      remedy: `name another file with --${output}`,
    });
  },
);

it('speaks to GitHub in its jobs alone, and adds to the summary of the job', async () => {
  const summary = join(makeFolder(), 'summary.md');
  writeFileSync(summary, 'before\n');
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  await tellGithub(verdict, say, { GITHUB_STEP_SUMMARY: summary });
  expect([said, readFileSync(summary, 'utf8')]).toEqual([[], 'before\n']);
  await tellGithub(verdict, say, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
  expect(said.join('')).toMatch(/^::error /);
  expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## ✖ REGRESSION: quickstart\n/);
  await tellGithub(verdict, say, { GITHUB_ACTIONS: 'true' });
  expect(said).toHaveLength(2);
  await tellGithub(verdict, say, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(summary, 'file') });
  expect(said.slice(3)).toEqual([
    expect.stringMatching(/^::warning title=Squall gate::no summary of the job: [^\n]+\n$/),
  ]);
});
