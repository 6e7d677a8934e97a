import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeGateState } from '../../test/fixtures/make-gate-state.js';
import type { GateSettings, GateState } from './gate-state.js';
import { openSides } from './open-sides.js';

const scenario = `name: mine
transport: sse
clients: { count: 1, rampUp: 0s }
publish: { rate: 1/s }
duration: 1s
target:
  sse: { url: 'http://127.0.0.1:\${SQUALL_PORT}/' }
  publish: { url: 'http://127.0.0.1:\${SQUALL_PORT}/' }
`;
const never = new AbortController().signal;
const asIs = <Plan>(plan: Plan): Plan => plan;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-sides-'));
  writeFileSync(join(folder, 'a.yaml'), scenario);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function settle(given: Partial<GateSettings>): GateSettings {
  return { ...makeGateState().settings, folder, ...given };
}

function resume(settings: GateSettings, given: Partial<GateState>) {
  return { folder: 'results/x', state: makeGateState({ settings, ...given }) };
}

it.each([
  ['the seed', `seed: 7\n${scenario}`],
  [
    'a start command',
    `${scenario}  commands: { start: node b.js, ready: 'http://127.0.0.1:\${SQUALL_PORT}/' }\n`,
  ],
  ['the load', scenario.replace('count: 1', 'count: 2')],
  ['a threshold', `${scenario}thresholds: ['lost == 0']\n`],
])('a gate is not taken up again after a change of %s', async (_what, text) => {
  const settings = settle({});
  const before = await openSides(settings, asIs, never);
  const hashes = { baseline: before.baseline.hash, candidate: before.candidate.hash };
  await expect(openSides(settings, asIs, never, resume(settings, { hashes }))).resolves.toBeDefined();
  writeFileSync(join(folder, 'a.yaml'), text);
  await expect(openSides(settings, asIs, never, resume(settings, { hashes }))).rejects.toThrow(
    'the scenario has changed since this gate began (a.yaml)',
  );
});

it('of two scenarios the changed one is named, be it only in a flaw', async () => {
  const plain = scenario.slice(0, scenario.indexOf('target:'));
  for (const file of ['a.yaml', 'b.yaml']) writeFileSync(join(folder, file), plain);
  const two = { baselineScenario: 'a.yaml', candidateScenario: 'b.yaml' };
  const settings = settle({ scenario: null, baseline: null, candidate: null, ...two });
  const before = await openSides(settings, asIs, never);
  const hashes = { baseline: before.baseline.hash, candidate: before.candidate.hash };
  writeFileSync(join(folder, 'b.yaml'), `${plain}server: { flaws: [pad=1] }\n`);
  await expect(openSides(settings, asIs, never, resume(settings, { hashes }))).rejects.toThrow(
    'since this gate began (b.yaml)',
  );
});

it('revisions are those that the gate began with, wherever their names point meanwhile', async () => {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet');
  const commit = (text: string): string => {
    writeFileSync(join(folder, 'server.mjs'), text);
    git('add', '.');
    git('commit', '--quiet', '--message', text);
    return git('rev-parse', 'HEAD');
  };
  const [old, young] = [commit('old'), commit('new')];
  const refs = { baselineRef: 'HEAD~1', candidateRef: 'HEAD', server: 'node server.mjs' };
  const settings = settle({ baseline: null, candidate: null, ...refs });
  const before = await openSides(settings, asIs, never);
  await before.close();
  expect([before.baseline.revision, before.candidate.revision]).toEqual([old, young]);
  commit('newer');
  const hashes = { baseline: before.baseline.hash, candidate: before.candidate.hash };
  const commits = { baseline: old, candidate: young };
  const after = await openSides(settings, asIs, never, resume(settings, { hashes, commits }));
  await after.close();
  expect([after.baseline.revision, after.candidate.revision]).toEqual([old, young]);
  expect(after.candidate.name).toBe(`HEAD (${young.slice(0, 12)})`);
});
