import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCurve } from './curve-files.js';
import { keyOfInvocation, planInvocations } from './invocation.js';
import { curveMarks, curvePage } from './publish-curve.js';
import { renderCurve } from './render-curve.js';
import { decideAgain, summariseCurve } from './summarise-curve.js';

const data = await readCurve();
const summary = summariseCurve(data);

describe('the operating curve in docs/gate.md', () => {
  it('is what the committed runs give', () => {
    const text = readFileSync(curvePage, 'utf8');
    const published = text.slice(
      text.indexOf(curveMarks.begin) + curveMarks.begin.length,
      text.indexOf(curveMarks.end),
    );
    expect(published.trim()).toBe(renderCurve(summary));
  });

  it('rests on whole gates whose verdicts the statistics still give', () => {
    expect(data.invocations.length).toBeGreaterThan(0);
    for (const invocation of data.invocations) {
      if (invocation.verdict === 'invalid') continue;
      const regressions = decideAgain(invocation, data.runs)
        .filter(({ verdict }) => verdict === 'regression')
        .map(({ metric }) => metric.name);
      expect([keyOfInvocation(invocation), regressions.join(' ')]).toEqual([
        keyOfInvocation(invocation),
        invocation.regressions,
      ]);
    }
  });

  it('has no false alarm on identical code, in whole gates and in 300 resampled ones', () => {
    expect([summary.same.falseRegressions.count, summary.same.falseImprovements.count]).toEqual([0, 0]);
    expect(summary.resampled?.runs).toBeGreaterThanOrEqual(60);
    expect(summary.resampled?.invocations).toBeGreaterThanOrEqual(300);
    const { falseRegressions, falseImprovements } = summary.resampled ?? {};
    expect([falseRegressions?.count, falseImprovements?.count]).toEqual([0, 0]);
  });

  it.each(['delivery.steady.p50', 'server.cpuPerDelivered'])(
    'finds +50 %% of %s in 95 of 100 gates',
    (name) => {
      const curve = summary.resampled?.metrics.find(({ metric }) => metric.name === name);
      const half = curve?.detected.find(({ effect }) => effect === 0.5);
      expect((half?.count ?? 0) / (half?.of ?? 1)).toBeGreaterThanOrEqual(0.95);
      const real = summary.changed.filter(
        ({ invocation, aimed }) => invocation.share >= 0.5 && aimed?.metric.name === name,
      );
      expect(real.map(({ aimed }) => aimed?.verdict)).toEqual(real.map(() => 'regression'));
    },
  );

  it('finds every change of an exact figure, and none where there is none', () => {
    for (const { flaw, times, found } of summary.exact)
      expect([flaw, found]).toEqual([flaw, flaw === '' ? 0 : times]);
  });
});

it('each invocation is planned once, identical code first', () => {
  const keys = planInvocations().map(keyOfInvocation);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys[0]).toBe('same 0 1');
  expect(keys.filter((key) => key.startsWith('same'))).toHaveLength(20);
});
