import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  makeDistributions,
  makeExact,
  makeGate,
  makePairs,
  makeSameExact,
  makeThresholds,
} from '../../../test/fixtures/make-gate.js';
import type { GateResult } from '../../analysis/gate/gate-result.js';
import { packageRoot } from '../../system/package-root.js';
import { renderAnnotations } from './gate-annotations.js';
import { listCases } from './gate-cases.js';
import { renderGateJunit } from './gate-junit.js';
import { renderGateMarkdown } from './gate-markdown.js';
import { renderGatePage } from './gate-page.js';
import { renderGate } from './gate-text.js';
import { renderNoVerdictJunit } from './no-verdict.js';

const golden = '../../../test/golden';
const paired = makeGate({ paired: makePairs() });
const stored = makeGate({ exact: makeExact(), thresholds: makeThresholds() });
const passing = makeGate({ exact: makeSameExact() });

/** What somebody might name things. */
const hostile = 'a<b>&"\'|`_*[x](y)\n@all,%::error::\u0007\uD800end-->]]></script>';
const spoilt = makeGate({
  exact: { ...makeExact(), differences: makeExact().differences.map((own) => ({ ...own, trial: hostile })) },
});

describe('a gate of pairs is', () => {
  it('this comment', async () => {
    await expect(renderGateMarkdown(paired)).toMatchFileSnapshot(`${golden}/gate-pairs.md`);
  });

  it('this JUnit file', async () => {
    await expect(renderGateJunit(paired)).toMatchFileSnapshot(`${golden}/gate-pairs.xml`);
  });

  it('these annotations', async () => {
    await expect(renderAnnotations(paired)).toMatchFileSnapshot(`${golden}/gate-pairs-annotations.txt`);
  });

  it('this page', async () => {
    const html = renderGatePage(paired, makeDistributions(), '/* the bundle */');
    await expect(html.replace(/(id="report-data">)[^<]*/, '$1…')).toMatchFileSnapshot(
      `${golden}/gate-pairs.html`,
    );
  });

  it('this text', async () => {
    await expect(renderGate(paired, { colours: false })).toMatchFileSnapshot(`${golden}/gate-pairs.txt`);
  });
});

describe('a gate against a baseline is', () => {
  it('this comment', async () => {
    await expect(renderGateMarkdown(stored)).toMatchFileSnapshot(`${golden}/gate-baseline.md`);
  });

  it('this JUnit file', async () => {
    await expect(renderGateJunit(stored)).toMatchFileSnapshot(`${golden}/gate-baseline.xml`);
  });

  it('these annotations', async () => {
    await expect(renderAnnotations(stored)).toMatchFileSnapshot(`${golden}/gate-baseline-annotations.txt`);
  });
});

describe('what is told', () => {
  it('of figures that are not exact is one line for all trials that have the reason', () => {
    const line = 'bytes.setup: signatures of TLS vary in length';
    expect(renderGate(stored, { colours: false })).toContain(`  not gated exactly here: ${line}\n`);
    expect(renderGateMarkdown(stored)).toContain(`- **Not gated exactly** ${line}\n`);
  });

  it('of a gate that passes is the verdict and nothing above the fold', () => {
    const [head = '', folded = ''] = renderGateMarkdown(passing).split('<details>', 2);
    expect(head).toBe("## ✔ PASS: quickstart\n\nAll 4 exact figures are the baseline's.\n\n");
    expect(folded).toContain('bytes.framing');
    expect(renderAnnotations(passing)).toMatch(/^::notice .*title=Gate%3A pass%2C quickstart::.*\n$/);
    expect(renderGateJunit(passing)).not.toMatch(/<failure|<error/);
  });

  it('of one trial names it once', () => {
    const { differences, equal, unstable, ...rest } = makeExact();
    const isOne = ({ trial }: { trial: string }): boolean => trial === 'transport=websocket';
    const one = { ...rest, differences, equal: equal.filter(isOne), unstable: unstable.filter(isOne) };
    const text = renderGateMarkdown(makeGate({ exact: one }));
    expect(text).toContain('| verdict | metric | baseline | candidate | change |');
    expect(text.match(/transport=websocket/g)).toHaveLength(1);
    expect(text).toContain('- **All trials** transport=websocket');
  });

  it('fits a comment, however much was looked at', () => {
    const equal = Array.from({ length: 2000 }, (_, at) => ({ trial: `n=${at}`, figure: 'lost', value: 0 }));
    const differences = equal.map(({ trial, figure }) => ({
      trial: `${trial} ${'long '.repeat(20)}`,
      figure,
      baseline: 0,
      candidate: 1,
      change: 'worse' as const,
    }));
    const text = renderGateMarkdown(makeGate({ exact: { ...makeExact(), equal, differences } }));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('1980 more changed: see below.');
    expect(text).toMatch(/All 40\d\d that were looked at/);
  });

  it('of pairs that cannot be believed passes nothing', () => {
    const blind: GateResult = makeGate({
      paired: {
        ...makePairs(),
        verdict: 'invalid',
        exact: [],
        decisions: makePairs().decisions.filter(({ verdict }) => verdict === 'pass'),
        invalidity: [{ message: 'the generator was busy', count: 5 }],
      },
    });
    expect(listCases(blind).map(({ outcome }) => outcome)).toEqual(['invalid', 'inconclusive', 'refused']);
    expect(renderGateJunit(blind)).toMatch(
      /<error type="invalid" message="only 12 of 12 pairs .*5× the generator was busy/,
    );
    expect(renderGateMarkdown(blind)).toMatch(/^## ! INVALID: quickstart\n/);
  });

  it('of a trial that contradicts itself is undecided, figure by figure, and an error', () => {
    const doubtful = makeGate({
      exact: {
        ...makeSameExact(),
        verdict: 'invalid',
        invalid: [{ trial: 'transport=sse', code: 'BYTES', message: 'bytes are missing', remedy: 'look' }],
      },
    });
    const outcomes = listCases(doubtful)
      .filter(({ trial }) => trial === 'transport=sse')
      .map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['invalid', 'inconclusive', 'inconclusive', 'refused']);
  });

  it('of no evidence is an error, not an empty file', () => {
    expect(renderGateJunit(makeGate())).toMatch(/tests="1" failures="0" errors="1"/);
  });

  it('of reasons that many metrics have is told once', () => {
    const { decisions } = makePairs();
    const left = decisions.map((decision) => ({
      ...decision,
      verdict: 'inconclusive' as const,
      ratio: null,
      reason: '2 of 6 pairs left out: late.',
    }));
    const text = renderGate(makeGate({ paired: { ...makePairs(), decisions: left } }), { colours: false });
    expect(text.match(/2 of 6 pairs left out/g)).toHaveLength(1);
    expect(text).toContain('transport=websocket delivery.steady.p50 and 1 more: 2 of 6 pairs left out');
  });

  it('of why pairs cannot be believed stands in a comment once', () => {
    const invalidity = [{ message: 'the generator was busy', count: 5 }];
    const text = renderGateMarkdown(makeGate({ paired: { ...makePairs(), verdict: 'invalid', invalidity } }));
    expect(text.match(/the generator was busy/g)).toHaveLength(1);
    expect(text.match(/pairs were valid/g)).toHaveLength(1);
  });

  it('of times that only inform has no verdicts', () => {
    const { decisions, delta } = makePairs();
    const { baseline } = makeExact();
    const about = { baseline, delta, machineDifferences: [], runs: 1, least: 9, absent: [], decisions };
    const gate = makeGate({ stored: { ...about, verdict: 'informative' } });
    const table = renderGate(gate, { colours: false }).split('\n').slice(3, -2);
    expect(table).toHaveLength(decisions.length + 2);
    expect(table.join('\n')).not.toMatch(/inconclusive|regression|improvement|pass|too few|%/);
    expect(listCases(gate).map(({ change, reason }) => `${change}${reason}`)).toEqual(
      decisions.map(() => '–'),
    );
  });

  it('of another machine is for information', () => {
    const { decisions, delta } = makePairs();
    const elsewhere = makeGate({
      stored: {
        verdict: 'informative',
        baseline: makeExact().baseline,
        delta,
        machineDifferences: ['2 cores, 4 before'],
        runs: 12,
        least: 9,
        absent: [],
        decisions,
      },
    });
    expect(new Set(listCases(elsewhere).map(({ outcome }) => outcome))).toEqual(new Set(['informative']));
    expect(renderGateJunit(elsewhere)).not.toContain('<failure');
  });

  it('of a threshold is one verdict over all runs, and an error where nothing was seen', () => {
    const own = (gate: GateResult) =>
      listCases(gate)
        .filter(({ kind }) => kind === 'thresholds')
        .map(({ name, outcome, candidate }) => [name, outcome, candidate]);
    expect(own(stored)).toEqual([
      ['delivery.p99 < 50ms', 'pass', '2.40 ms'],
      ['lost == 0', 'regression', '1'],
    ]);
    const unseen = makeThresholds().map((outcome) => ({
      ...outcome,
      holds: false,
      actual: null,
      runs: 0,
      broken: 0,
    }));
    const blind = makeGate({ exact: makeSameExact(), thresholds: unseen });
    const text = renderGate(blind, { colours: false });
    expect(text).toContain('unknown  transport=sse: lost == 0');
    expect(text).not.toContain('BROKEN');
    expect(own(blind).map(([, outcome]) => outcome)).toEqual(['invalid', 'invalid']);
    expect(blind).toMatchObject({
      verdict: 'invalid',
      summary: expect.stringMatching(/; 2 of 2 thresholds had no valid run to be checked in$/),
    });
  });
});

describe('names that nobody should give', () => {
  it('start no markup in a comment', () => {
    const text = renderGateMarkdown(spoilt);
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('@all');
    expect(text).not.toMatch(/^@/m);
  });

  it('start no command of the runner', () => {
    const lines = renderAnnotations(spoilt).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^::error [^:]*::[^\n]*$/);
  });

  it('are no commands to a terminal', () => {
    const trial = 'transport=\u001b[2J\u0000\u009b1m';
    const differences = makeExact().differences.map((own) => ({ ...own, trial }));
    const text = renderGate(makeGate({ exact: { ...makeExact(), differences } }), { colours: false });
    expect(text).toContain('transport=\uFFFD[2J\uFFFD\uFFFD1m: bytes.framing');
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('end no script in a page', () => {
    const html = renderGatePage(spoilt, [], 'draw()');
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain('a<b>');
  });
});

const xmllint = '/usr/bin/xmllint';

/** What stands there, and what it is: test/reference/junit/README.md. */
const schemas = ['jenkins-junit.xsd', 'common-junit.xsd'].map((name) =>
  join(packageRoot, 'test', 'reference', 'junit', name),
);

describe.skipIf(!existsSync(xmllint))('JUnit files by the schemas in use', () => {
  const gates = { paired, stored, passing, spoilt, nothing: makeGate() };

  it.each(Object.entries(gates))('%s', (_name, gate) => {
    for (const schema of schemas)
      expect(validate(renderGateJunit(gate), schema)).toEqual([0, '- validates\n']);
  });

  it('of no verdict', () => {
    const none = { kind: 'pairs', code: 'SQUALL_INTERNAL', exit: 1, place: {}, at: new Date(0) } as const;
    const xml = renderNoVerdictJunit({ ...none, name: hostile, reasons: [hostile] });
    for (const schema of schemas) expect(validate(xml, schema)).toEqual([0, '- validates\n']);
  });

  it.each([
    ['without an attribute that is asked for', / tests="\d+"/, ''],
    ['with an element that nobody knows', /<skipped>/, '<passed/><skipped>'],
    ['with text that is no XML', /<failure /, '<failure'],
  ])('are refused %s', (_name, part, other) => {
    const broken = renderGateJunit(paired).replace(part, other);
    for (const schema of schemas) expect(validate(broken, schema)[0]).not.toBe(0);
  });

  function validate(xml: string, schema: string): [number | null, string] {
    const args = ['--nonet', '--noout', '--schema', schema, '-'];
    const { status, stderr } = spawnSync(xmllint, args, { input: xml, encoding: 'utf8' });
    return [status, stderr];
  }
});
