import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, runSquall } from '../support/run-squall.js';

const scenario = `name: small-crash
seed: 3
clients: { count: 60, rampUp: 200ms }
publish: { rate: 20/s }
warmUp: 200ms
duration: 1s
drain: 500ms
faults: [{ at: 200ms, kind: server-restart, mode: crash, downtime: 100ms }]
`;

interface AdviceFile {
  readonly runs: readonly string[];
  readonly reconnect: readonly {
    readonly advised: string | null;
    readonly nearest: string | null;
    readonly settings: readonly { name: string; trials: readonly unknown[]; leftOut: readonly unknown[] }[];
  }[];
}

function readAdvice(folder: string): { json: AdviceFile; texts: string[] } {
  const texts = ['advice.json', 'advice.md', 'advice.html'].map((name) =>
    readFileSync(join(folder, name), 'utf8'),
  );
  return { json: JSON.parse(texts[0] ?? '') as AdviceFile, texts };
}

describe('squall advise', () => {
  it('sweeps, stores ordinary results and advises; the same results give the same bytes again, other limits other advice', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'crash.yaml'), scenario);
    const sweep = ['--policies', 'fixed,full-jitter', '--windows', '200ms', '--no-floor', '--refine', '0'];
    const limits = ['--peak', '450/s', '--back', '99%:10s', '--lost', '100%'];
    const swept = await runSquall(['advise', 'crash.yaml', ...limits, ...sweep], folder);
    expect(swept.stderr).toContain('squall: 2 trials over windows of 200ms, about ');
    const results = readdirSync(join(folder, 'results')).map((name) => join('results', name));
    const [first = ''] = results;
    const before = readAdvice(join(folder, first.replace('results', 'reports')));
    expect(before.json.reconnect[0]?.settings.map(({ name }) => name)).toEqual([
      'fixed delay=200ms',
      'full-jitter base=200ms cap=30s factor=2',
    ]);

    // Without running anything.
    const again = await runSquall(['advise', ...results, ...limits, '--out', 'again'], folder);
    expect(again.status).toBe(swept.status);
    expect(readAdvice(join(folder, 'again')).texts).toEqual(before.texts);
    expect(readdirSync(join(folder, 'results'))).toHaveLength(results.length);

    const none = await runSquall(['advise', ...results, '--peak', '1/s', '--json'], folder);
    const [answer] = (JSON.parse(none.stdout) as AdviceFile).reconnect;
    // On a machine too busy to believe any trial, nothing is known, and that is told apart from "none of these".
    const isKnown = answer?.settings.some(({ trials }) => trials.length > 0) ?? false;
    expect(answer?.advised).toBeNull();
    expect(none.status).toBe(isKnown ? 3 : 4);
    expect(answer?.nearest === null).toBe(!isKnown);
  });

  it('says what it cannot understand', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'calm.yaml'), scenario.replace(/^faults.*$/m, ''));
    writeFileSync(join(folder, 'crash.yaml'), scenario);
    for (const [args, told] of [
      [['calm.yaml', '--peak', '10/s'], 'nothing in this scenario cuts a connection'],
      [['crash.yaml'], 'no limit is stated'],
    ] as const) {
      const { status, stderr } = await runSquall(['advise', ...args], folder);
      expect(status, stderr).toBe(2);
      expect(stderr).toContain(told);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });
});
