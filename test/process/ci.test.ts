import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/system/package-root.js';
import { readAction, runAction } from '../support/github-action.js';
import { makeFolder, runSquall } from '../support/run-squall.js';

const scenario = readFileSync(join(packageRoot, 'scenarios', 'exact.yaml'), 'utf8');
const guide = readFileSync(join(packageRoot, 'docs', 'ci.md'), 'utf8');
const elsewhere = { "${{ inputs.comment == 'true' && github.event_name == 'pull_request' }}": 'false' };
const onPullRequest = { "${{ inputs.comment == 'true' && github.event_name == 'pull_request' }}": 'true' };

interface Script {
  readonly status?: number;
  /** What it prints when one of its words begins like this. */
  readonly answer?: readonly [word: string, text: string];
}

/** A command that writes its words down, one to a line, and ends with a status; in a folder to put before the PATH. */
function standIn(
  folder: string,
  command: string,
  { status = 0, answer = ['nothing', ''] }: Script = {},
): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const [word, text] = answer;
  const script = [
    '#!/bin/sh',
    `printf '%s\\n' "$@" >> '${join(folder, command)}.words'`,
    `case "$*" in *${word}*) echo '${text}' ;; esac`,
    `exit ${status}`,
  ];
  writeFileSync(join(bin, command), `${script.join('\n')}\n`);
  chmodSync(join(bin, command), 0o755);
  return `${bin}${delimiter}${process.env.PATH}`;
}

function readWords(folder: string, command: string): string[] {
  return readFileSync(join(folder, `${command}.words`), 'utf8')
    .trimEnd()
    .split('\n');
}

/** Runs the step that comments, of a gate whose Markdown is there. */
function runCommentStep(folder: string, gh: Script) {
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'out', 'gate.md'), 'text\n\n<!-- squall gate: a, pairs -->\n');
  const step = readAction().runs.steps.find(({ name }) => name.startsWith('Comment'));
  return spawnSync('bash', ['-eo', 'pipefail', '-c', step?.run ?? 'exit 9'], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: standIn(folder, 'gh', gh), REPORTS: 'out', PULL_REQUEST: '7', GITHUB_REPOSITORY: 'a/b' },
  });
}

describe('the action', () => {
  it('of a server with two bytes more per message, one lost message and one more connection is red, and says so everywhere', () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'results', 'baseline'), { recursive: true });
    cpSync(join(packageRoot, 'results', 'baseline'), join(folder, 'results', 'baseline'), {
      recursive: true,
    });
    // The same scenario: a flaw is no part of what is asked of a server.
    const flaws = 'server: { flaws: [pad=2, lose-every=150, wrong-content-type=1] }';
    writeFileSync(join(folder, 'flawed.yaml'), `${scenario}${flaws}\n`);
    const PATH = standIn(folder, 'gh');
    const summary = join(folder, 'summary.md');
    const { status, stdout, stderr, steps } = runAction(
      folder,
      { scenario: 'flawed.yaml', only: 'transport=websocket', comment: 'true' },
      onPullRequest,
      { PATH, GITHUB_STEP_SUMMARY: summary, GITHUB_REPOSITORY: 'a/b' },
    );
    expect(steps).toEqual(['Make Squall ready', 'Gate', 'Comment on the pull request', 'Pass or fail']);
    expect(status, stderr).toBe(3);

    const lines = stdout.split('\n').filter((line) => line.startsWith('  reconnect='));
    expect(lines.find((line) => line.includes('bytes.payload'))).toMatch(/40000 → 40\d+ \(\+\d+\), worse$/);
    expect(lines.find((line) => line.includes(' lost '))).toMatch(/ lost 0 → 1 \(\+1\), worse$/);
    expect(lines.find((line) => line.includes('connections.failed'))).toMatch(/ 0 → 1 \(\+1\), worse$/);

    expect(stderr).toMatch(/^::error file=flawed\.yaml,title=Gate%3A regression%2C exact::/m);
    expect(stderr).toMatch(/^::error .*title=regression%3A lost .*::0 → 1; \+1/m);
    const comment = readFileSync(join(folder, 'squall-gate', 'gate.md'), 'utf8');
    expect(comment).toMatch(/^## ✖ REGRESSION: exact\n/);
    expect(readFileSync(summary, 'utf8')).toContain(comment);
    expect(readFileSync(join(folder, 'squall-gate', 'gate.xml'), 'utf8')).toMatch(
      /<failure type="regression" message="0 → 1; \+1/,
    );
    expect(readFileSync(join(folder, 'squall-gate', 'gate.html'), 'utf8')).toContain('✖ REGRESSION');
    expect(readWords(folder, 'gh').slice(-5)).toEqual([
      '--method',
      'POST',
      'repos/a/b/issues/7/comments',
      '--field',
      'body=@squall-gate/gate.md',
    ]);
  });

  it('passes the refusal of a gate on, and writes it over the verdict of an earlier push', () => {
    const folder = makeFolder();
    const PATH = standIn(folder, 'gh', { answer: ['--paginate', '42'] });
    const summary = join(folder, 'summary.md');
    // What looks like a part of the script is a word of the command.
    const server = '$(touch planted); `touch planted` "x"';
    const { status, stderr } = runAction(
      folder,
      { scenario: 'exact', server, only: 'transport=sse\ntransport=websocket', comment: 'true' },
      onPullRequest,
      { PATH, GITHUB_STEP_SUMMARY: summary, GITHUB_REPOSITORY: 'a/b' },
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/\(SQUALL_\w+\)\n$/);
    expect(existsSync(join(folder, 'planted'))).toBe(false);
    expect(stderr).toMatch(/^::error .*title=Gate%3A no verdict%2C exact::.*\(SQUALL_\w+\)$/m);
    const comment = readFileSync(join(folder, 'squall-gate', 'gate.md'), 'utf8');
    expect(comment).toMatch(/^## – NO VERDICT: exact\n/);
    expect(readFileSync(summary, 'utf8')).toContain(comment);
    expect(readWords(folder, 'gh').slice(-5)).toEqual([
      '--method',
      'PATCH',
      'repos/a/b/issues/comments/42',
      '--field',
      'body=@squall-gate/gate.md',
    ]);
  });

  it('writes over its own comment the next time', () => {
    const folder = makeFolder();
    const { status, stdout } = runCommentStep(folder, { answer: ['--paginate', '42\n43'] });
    expect([status, stdout]).toEqual([0, '']);
    expect(readWords(folder, 'gh').slice(-5)).toEqual([
      '--method',
      'PATCH',
      'repos/a/b/issues/comments/42',
      '--field',
      'body=@out/gate.md',
    ]);
  });

  it('tells when its comment cannot be written, and goes on', () => {
    const { status, stdout } = runCommentStep(makeFolder(), { status: 1 });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^::warning /)]);
  });

  it('has the inputs that the guide names', () => {
    const [example = ''] = listBlocks('yaml');
    const { jobs } = parse(example) as { jobs: { gate: { steps: { with: Record<string, string> }[] } } };
    const names = Object.keys(jobs.gate.steps.at(-1)?.with ?? {});
    expect(names.length).toBeGreaterThan(4);
    expect(Object.keys(readAction().inputs)).toEqual(expect.arrayContaining(names));
  });

  it('has in the guide revisions for both of the events that the guide names', () => {
    const [example = ''] = listBlocks('yaml');
    const { on, jobs } = parse(example) as {
      on: object;
      jobs: { gate: { steps: { with: Record<string, string> }[] } };
    };
    expect(Object.keys(on)).toEqual(['pull_request', 'push']);
    const inputs = jobs.gate.steps.at(-1)?.with ?? {};
    const pullRequest = {
      'github.event.pull_request.base.sha': 'b',
      'github.event.pull_request.head.sha': 'h',
    };
    const push = { 'github.event.before': 'before', 'github.sha': 'now' };
    const read = (name: string, event: Readonly<Record<string, string>>): string | undefined =>
      /^\$\{\{ (.*) \}\}$/
        .exec(inputs[name] ?? '')?.[1]
        ?.split(' || ')
        .map((term) => event[term])
        .find((value) => value !== undefined);
    expect(['baseline-ref', 'candidate-ref'].map((name) => read(name, pullRequest))).toEqual(['b', 'h']);
    expect(['baseline-ref', 'candidate-ref'].map((name) => read(name, push))).toEqual(['before', 'now']);
  });

  it('refuses a step whose revisions came out empty, instead of gating something else', () => {
    const inputs = {
      scenario: 'exact',
      server: 'node a.js',
      pairs: '5',
      limit: 'lost < +1%',
      only: 'transport=sse',
    };
    const { status, stdout, stderr } = runAction(makeFolder(), inputs, elsewhere);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--server needs --baseline-ref and --candidate-ref');
  });
});

describe('examples of the guide', () => {
  it.each([0, 3])('GitLab: the script ends with the status of the gate, %d', async (status) => {
    const folder = makeFolder();
    const [, example = ''] = listBlocks('yaml');
    const { gate } = parse(example) as {
      gate: { script: string[]; artifacts: { reports: { junit: string } } };
    };
    standIn(folder, 'npm');
    const PATH = standIn(folder, 'npx', { status });
    const script = gate.script.join('\n');
    const variables = { CI_MERGE_REQUEST_DIFF_BASE_SHA: 'ba5e', CI_COMMIT_SHA: 'c0ffee' };
    const ended = spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
      cwd: folder,
      env: { PATH, ...variables },
    });
    expect(ended.status).toBe(status);
    const words = readWords(folder, 'npx');
    expect(words).toEqual(expect.arrayContaining(['ba5e', 'c0ffee', gate.artifacts.reports.junit]));
    await expectKnown(words);
  });

  it.each([
    [0, 'not worse'],
    [3, 'worse: see gate.html'],
    [4, 'cannot be believed on this machine now'],
    [2, 'nothing was gated'],
  ])('a shell: status %d is %s', async (status, words) => {
    const folder = makeFolder();
    const [script = ''] = listBlocks('sh');
    const PATH = standIn(folder, 'npx', { status });
    const ended = spawnSync('bash', ['-c', script], { cwd: folder, env: { PATH }, encoding: 'utf8' });
    expect([ended.status, ended.stdout]).toEqual([status, `${words}\n`]);
    await expectKnown(readWords(folder, 'npx'));
  });
});

let help: Promise<{ stdout: string }> | undefined;

/** Every option is one of `squall gate`. */
async function expectKnown([program, command, ...words]: readonly string[]): Promise<void> {
  expect([program, command]).toEqual(['squall', 'gate']);
  help ??= runSquall(['gate', '--help']);
  const { stdout } = await help;
  const options = words.filter((word) => word.startsWith('--'));
  expect(options.length).toBeGreaterThan(1);
  for (const option of options) expect(stdout).toContain(`${option} `);
}

function listBlocks(language: string): string[] {
  return Array.from(
    guide.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')),
    ([, block]) => block as string,
  );
}
