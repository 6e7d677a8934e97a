import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { planTrialLengthUs } from '../workers/trial-length.js';
import { loadPlan } from './load-plan.js';
import { listShippedScenarios } from './shipped-scenarios.js';
import { readShippedScenario } from './testing/read-shipped-scenario.js';

/** What would be remarked on elsewhere, and is the very subject here. */
const studied: Readonly<Record<string, readonly string[]>> = {
  'connection-limit': ['server.maxConnections'],
  'thread-pool': ['server.threads'],
};

describe('the scenarios that come with Squall', () => {
  it('are these', () => {
    expect(listShippedScenarios()).toEqual([
      'admission-control',
      'at-least-once',
      'blackhole',
      'chat-presence',
      'connection-limit',
      'crash-restart',
      'deploy-restart',
      'echo',
      'exact',
      'flaky-clients',
      'gate',
      'half-open',
      'herd-on-deploy',
      'idle-timeout',
      'large-crash',
      'live-score',
      'long-poll-gap',
      'many-clients',
      'nchan',
      'quickstart',
      'reconnect-window',
      'rolling-restart',
      'server-stall',
      'slow-consumers',
      'slow-network',
      'small-backlog',
      'socketio-cap',
      'sse-resume',
      'stripped-upgrade',
      'thread-pool',
      'token-streaming',
      'transports',
    ]);
  });

  it.each(listShippedScenarios())('%s is valid, named after its file, and explains itself', async (name) => {
    const plan = await loadPlan(name);
    expect(plan.name).toBe(name);
    expect(plan.description).not.toBe('');
    expect(plan.notices.map(({ place }) => place.key)).toEqual(studied[name] ?? []);
    const [first, second, ...rest] = readShippedScenario(name).split('\n');
    expect(first).toBe('# yaml-language-server: $schema=../schemas/scenario.schema.json');
    expect(second).toBe('#');
    expect(rest[0]).toMatch(/^# [A-Z0-9]/);
    expect(rest).toContain('# Look at, in the report:');
  });

  it('quickstart runs about two minutes', async () => {
    const { trials } = await loadPlan('quickstart');
    const lengthUs = trials.reduce((sum, { scenario }) => sum + planTrialLengthUs(scenario), 0);
    expect(lengthUs).toBeLessThanOrEqual(135_000_000);
  });
});

describe('loadPlan', () => {
  it('prefers a file to a shipped scenario of the same name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'squall-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'quickstart');
    writeFileSync(file, 'name: mine\nclients: { count: 1 }\npublish: { rate: 1/s }\nduration: 5s\n');
    expect(await loadPlan(file)).toMatchObject({ file, name: 'mine' });
  });

  it.each([
    ['quickstrat', 'there is no such file', 'did you mean `quickstart`'],
    ['no/such/file.yaml', 'there is no such file', 'crash-restart, '],
    [tmpdir(), 'this is a folder', 'name a scenario file'],
  ])('says what to do about %s', async (file, problem, remedy) => {
    await expect(loadPlan(file)).rejects.toMatchObject({
      code: 'SQUALL_FILE_NOT_FOUND',
      message: problem,
      remedy: expect.stringContaining(remedy),
      place: { file },
    });
  });
});
