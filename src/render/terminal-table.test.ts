import { describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import { renderTerminalTable, wrapText } from './terminal-table.js';

const run = makeRun({ clients: 50, invalid: [2], repeats: 2 });
const controlCharacter = String.fromCharCode(27);

describe('renderTerminalTable', () => {
  it('fits into 100 columns', () => {
    const lines = renderTerminalTable(run, { colours: false }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('breaks long names rather than cutting off what tells trials apart', () => {
    const named = run.trials.map((trial, at) => ({
      ...trial,
      result: {
        ...trial.result,
        labels: { ...trial.result.labels, 'server.admission.jitter': `${at} %` },
      },
    }));
    const text = renderTerminalTable(
      { ...run, trials: named, result: { ...run.result, trials: named.map(({ result }) => result) } },
      { colours: false },
    );
    const table = text.slice(0, text.indexOf('\n\n'));
    expect(table).not.toContain('…');
    for (let at = 0; at < named.length; at++) expect(table).toContain(`${at} %`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('has colours only when it may', () => {
    expect(renderTerminalTable(run, { colours: false })).not.toContain(controlCharacter);
    expect(renderTerminalTable(run, { colours: true })).toContain(controlCharacter);
  });

  it('says why a trial is invalid and what to do', () => {
    expect(renderTerminalTable(run, { colours: false })).toMatch(
      /invalid {2}WebSocket, full-jitter, run 1: .*91 % busy[\s\S]*to do: lower/,
    );
  });
});

describe('wrapText', () => {
  it('indents what follows the first line', () => {
    expect(wrapText('one two three', '  ', 8)).toBe('one two\n  three');
  });

  it('keeps a number and its unit together', () => {
    expect(wrapText('it took 3.20 ms', '', 12)).toBe('it took\n3.20 ms');
  });

  it('lets a word stand that is wider than the line', () => {
    expect(wrapText('a incomprehensible b', '', 6)).toBe('a\nincomprehensible\nb');
  });
});
