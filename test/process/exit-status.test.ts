import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { builtFile } from '../../src/system/package-root.js';
import { type Finished, makeFolder, runScenario, runSquall } from '../support/run-squall.js';

const base = `name: base
clients: { count: 10, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 200ms
duration: 1s
`;

/** One line, no stack trace, the code at its end. */
function expectOneLine({ status, stderr }: Finished, code: string, words: readonly string[]): void {
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(new RegExp(`\\(${code}\\)\\n$`));
  for (const word of words) expect(stderr).toContain(word);
  expect(status).toBe(2);
}

describe('bad input ends with status 2 and one clear line', () => {
  it.each([
    ['broken YAML', 'name: [', 'SQUALL_YAML', ['scenario.yaml:']],
    [
      'an unknown key',
      `${base}duraton: 2s\n`,
      'SQUALL_UNKNOWN_KEY',
      ['scenario.yaml:6', 'duraton', 'duration'],
    ],
    ['a wrong unit', base.replace('1s\n', '5 parsecs\n'), 'SQUALL_UNIT', ['scenario.yaml:5', 'duration']],
    [
      'an impossible value',
      base.replace('count: 10', 'count: -3'),
      'SQUALL_VALUE',
      ['scenario.yaml:2', 'clients.count'],
    ],
    [
      'a transport that does not exist',
      `${base}transport: websockets\n`,
      'SQUALL_UNKNOWN_TRANSPORT',
      ['websocket'],
    ],
    [
      'a policy that does not exist',
      `${base}reconnect: { policy: ful-jitter }\n`,
      'SQUALL_UNKNOWN_POLICY',
      ['full-jitter'],
    ],
    [
      'a fault that does not exist',
      `${base}faults: [{ at: 100ms, kind: meteor }]\n`,
      'SQUALL_UNKNOWN_FAULT',
      ['server-restart'],
    ],
    [
      'a threshold on nothing',
      `${base}thresholds: ["delivery.p98 < 5ms"]\n`,
      'SQUALL_THRESHOLD',
      ['delivery.p9'],
    ],
    ['a missing key', base.replace('duration: 1s\n', ''), 'SQUALL_MISSING_KEY', ['duration']],
  ])('%s', async (_name, yaml, code, words) => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'scenario.yaml'), yaml);
    for (const command of ['run', 'validate'])
      expectOneLine(await runSquall([command, 'scenario.yaml'], folder), code, words);
    expect(readdirSync(folder)).toEqual(['scenario.yaml']);
  });

  it('a missing file', async () => {
    expectOneLine(await runSquall(['run', 'nowhere.yaml'], makeFolder()), 'SQUALL_FILE_NOT_FOUND', [
      'nowhere.yaml',
    ]);
  });

  it('more clients than the machine allows', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'huge.yaml'), base.replace('count: 10', 'count: 90000'));
    // Whatever this machine allows, a thousand descriptors are too few.
    const command = [process.execPath, builtFile('src/main.js'), 'run', 'huge.yaml'];
    const options = { cwd: folder, encoding: 'utf8' } as const;
    const finished = spawnSync('sh', ['-c', 'ulimit -n 1000 && exec "$@"', 'sh', ...command], options);
    expectOneLine(finished, 'SQUALL_LIMIT', ['clients.count', 'server descriptors', 'ulimit -n']);
  });

  it.skipIf(process.getuid?.() === 0)('an unwritable results folder', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'base.yaml'), base);
    mkdirSync(join(folder, 'locked'));
    chmodSync(join(folder, 'locked'), 0o500);
    expectOneLine(await runSquall(['run', 'base.yaml', '--results', 'locked'], folder), 'SQUALL_UNWRITABLE', [
      'locked',
    ]);
  });

  it('a results folder that is a file', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'base.yaml'), base);
    writeFileSync(join(folder, 'taken'), '');
    expectOneLine(await runSquall(['run', 'base.yaml', '--results', 'taken'], folder), 'SQUALL_UNWRITABLE', [
      'taken',
    ]);
  });

  it('a port in use', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void holder.close());
    const { port } = holder.address() as { port: number };
    const finished = await runSquall(['serve', '--transport', 'sse', '--port', String(port)]);
    expectOneLine(finished, 'SQUALL_PORT_IN_USE', [String(port)]);
  });

  it.each([
    ['damaged', '{"schema": "squall/result@1", "run": {', 'SQUALL_RESULT_DAMAGED'],
    ['something else', '{"hello": 1}', 'SQUALL_RESULT_DAMAGED'],
    ['from the future', '{"schema": "squall/result@99"}', 'SQUALL_RESULT_NEWER'],
  ])('a result file that is %s', async (_name, text, code) => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'result.json'), text);
    for (const command of ['report', 'compare']) {
      expectOneLine(await runSquall([command, 'result.json'], folder), code, ['result.json']);
    }
  });

  it.each<[string, string[], string[]?]>([
    ['no command', []],
    ['an unknown command', ['serv'], ['`serv`', 'did you mean `serve`', 'validate']],
    [
      'a command unlike any other',
      ['frob'],
      ['no command `frob`', ...'run serve advise compare gate report validate list'.split(' ')],
    ],
    ['an unknown option', ['run', 'quickstart', '--wrokers', '2']],
    ['a label that does not exist', ['run', 'quickstart', '--only', 'colour=red']],
    ['half a worker', ['run', 'quickstart', '--workers', '0.5']],
    ['too many workers', ['run', 'quickstart', '--workers', '257'], ['--workers', '1 to 256']],
    ['a trend by a label', ['compare', 'x', '--trend', '--by', 'transport'], ['--by']],
    ['a seed too large', ['run', 'quickstart', '--seed', '4503599627370497'], ['--seed', '4503599627370496']],
  ])('%s', async (_name, args, words: string[] = []) => {
    expectOneLine(await runSquall(args, makeFolder()), 'SQUALL_USAGE', words);
  });
});

describe('a run tells by its status how it ended', () => {
  it('0 when all is well, 3 when a threshold failed', async () => {
    const holds = await runScenario(`${base}thresholds: ["lost == 0", "delivered > 10"]\n`, '--no-report');
    // On a machine that is busy with other things a run may be invalid, and then says so with 4.
    const { validity } = holds.result.trials[0] ?? {};
    expect(holds.status).toBe(validity?.status === 'valid' ? 0 : 4);
    const fails = await runScenario(`${base}thresholds: ["delivered < 10"]\n`, '--no-report');
    expect(fails.status).toBe(fails.result.trials[0]?.validity.status === 'valid' ? 3 : 4);
    expect(fails.result.trials[0]?.thresholds[0]).toMatchObject({
      expression: 'delivered < 10',
      holds: false,
    });
  });

  it('4 when the run was invalid, with the cause and the remedy', async () => {
    // A publisher cannot send half a million messages a second.
    const finished = await runScenario(
      base.replace('20/s', '500000/s').replace('count: 10', 'count: 1'),
      '--no-report',
    );
    expect(finished.status).toBe(4);
    const [trial] = finished.result.trials;
    expect(trial?.validity.status).toBe('invalid');
    for (const { remedy, message } of trial?.validity.reasons ?? []) {
      expect(message).not.toBe('');
      expect(remedy).not.toBe('');
    }
    expect(finished.stdout).toContain('invalid');
  });
});
