import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeGateArguments } from '../../test/fixtures/make-gate-arguments.js';
import { SquallError } from '../errors.js';
import { tellNoVerdict } from './tell-no-verdict.js';

const missing = new SquallError('SQUALL_BASELINE_MISSING', 'there is no baseline', 'make one', {
  file: join(process.cwd(), 'results/baseline/my.json'),
});

function setUp(): { at: (name: string) => string; said: () => string } {
  const folder = mkdtempSync(join(tmpdir(), 'squall-none-'));
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => {
    written.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    at: (name) => join(folder, name),
    said: () => written.mock.calls.map(([text]) => String(text)).join(''),
  };
}

describe('a gate without a verdict', () => {
  it('says so in every place where its verdict would have been read', async () => {
    const { at, said } = setUp();
    writeFileSync(at('my.yaml'), 'name: chat # as in the docs\nno: scenario\n');
    const args = makeGateArguments({
      subject: [at('my.yaml')],
      markdown: at('gate.md'),
      junit: at('gate.xml'),
    });
    await tellNoVerdict(missing, args, true, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: at('sum') });
    const comment = readFileSync(at('gate.md'), 'utf8');
    expect(comment).toMatch(/^## – NO VERDICT: chat\n/);
    expect(comment).toContain('there is no baseline; make one (SQUALL\\_BASELINE\\_MISSING)');
    expect(comment).toMatch(/\nExit status 2\.\n/);
    // The mark of the verdict's own comment, so that this one is written over it.
    expect(comment).toMatch(/\n<!-- squall gate: chat, baseline -->\n$/);
    expect(readFileSync(at('sum'), 'utf8')).toBe(`${comment}\n`);
    expect(readFileSync(at('gate.xml'), 'utf8')).toMatch(/<error type="SQUALL_BASELINE_MISSING" message="/);
    expect(said()).toBe(
      '::error file=results/baseline/my.json,title=Gate%3A no verdict%2C chat::results/baseline/my.json: there is no baseline; make one (SQUALL_BASELINE_MISSING)\n',
    );
  });

  it('is told by the name of its file where there is none to read, of pairs and when it was interrupted', async () => {
    const { at, said } = setUp();
    const args = makeGateArguments({
      subject: [at('steady.yaml')],
      'baseline-ref': 'main',
      markdown: at('gate.md'),
    });
    await tellNoVerdict(undefined, args, true, {});
    expect(readFileSync(at('gate.md'), 'utf8')).toMatch(
      /^## – NO VERDICT: steady\n[\s\S]*interrupted[\s\S]*Exit status 130\.[\s\S]*steady, pairs -->\n$/,
    );
    expect(said()).toBe('');
  });

  it('writes to no file that may be an input, and lets nothing hide the error', async () => {
    const { at } = setUp();
    const args = makeGateArguments({
      subject: ['my.yaml'],
      markdown: at('a.md'),
      junit: at('no/folder.xml'),
    });
    await tellNoVerdict(missing, args, false, {});
    expect(existsSync(at('a.md'))).toBe(false);
    await tellNoVerdict(new Error('boom'), args, true, {});
    expect(readFileSync(at('a.md'), 'utf8')).toMatch(/internal error: boom[\s\S]*Exit status 1\./);
  });
});
