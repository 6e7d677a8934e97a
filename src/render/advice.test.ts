import { describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import { makeSweep, usualSettings } from '../../test/fixtures/make-sweep.js';
import { describeAdvice } from '../analysis/advice/advice-file.js';
import { type Advice, buildAdvicePage } from '../analysis/advice/build-advice.js';
import { readLimits, type StatedLimits } from '../analysis/advice/limit.js';
import { rankTransports } from '../analysis/advice/rank-transports.js';
import { readRequirements } from '../analysis/advice/read-requirements.js';
import { adviseOnStorm } from '../analysis/advice/storm-advice.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { renderAdviceMarkdown } from './advice-markdown.js';
import { renderAdviceText } from './advice-text.js';
import { drawScatter } from './draw-scatter.js';
import { renderAdviceHtml } from './html/html-advice.js';

const golden = '../../test/golden';
const plain = { colours: false };

function onWindow(stated: StatedLimits, run: LoadedRun = sweep()): Advice {
  const limits = readLimits(stated);
  return { runs: [run], limits, storms: adviseOnStorm([run], limits), transports: undefined };
}

function sweep(): LoadedRun {
  return makeSweep({ settings: usualSettings, repeats: 2, invalid: [3] });
}

function onTransport(): Advice {
  const run = makeRun({ clients: 60 });
  const requirements = readRequirements(undefined, [
    'direction=both-ways',
    'tabs=8',
    'resumable=true',
    'delivery=500ms',
    'proxies=nginx',
  ]);
  return {
    runs: [run],
    limits: [],
    storms: [],
    transports: { requirements, ranked: rankTransports([run], requirements) },
  };
}

describe('advice from a fixed result', () => {
  const advice = onWindow({ peak: '450/s', back: '99%:10s', lost: '0' });
  const page = buildAdvicePage(advice);

  it('is this text', async () => {
    await expect(renderAdviceText(page, plain)).toMatchFileSnapshot(`${golden}/advice.txt`);
  });

  it('is this Markdown', async () => {
    await expect(renderAdviceMarkdown(page)).toMatchFileSnapshot(`${golden}/advice.md`);
  });

  it('is this page', async () => {
    const html = renderAdviceHtml(page, '/* the bundle */').replace(/(id="report-data">)[^<]*/, '$1…');
    await expect(html).toMatchFileSnapshot(`${golden}/advice.html`);
  });

  it('is this file', async () => {
    const text = `${JSON.stringify(describeAdvice(advice), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`${golden}/advice.json`);
  });

  it('says plainly when none will do, and what would', async () => {
    const none = buildAdvicePage(onWindow({ peak: '100/s', back: '99%:3s' }));
    await expect(renderAdviceText(none, plain)).toMatchFileSnapshot(`${golden}/advice-none.txt`);
  });

  it('on the transport is this text', async () => {
    await expect(renderAdviceText(buildAdvicePage(onTransport()), plain)).toMatchFileSnapshot(
      `${golden}/advice-transports.txt`,
    );
  });

  it('comes out the same twice', () => {
    const again = buildAdvicePage(onWindow({ peak: '450/s', back: '99%:10s', lost: '0' }));
    expect(renderAdviceMarkdown(again)).toBe(renderAdviceMarkdown(page));
    expect(renderAdviceHtml(again, 'draw()')).toBe(renderAdviceHtml(page, 'draw()'));
  });
});

describe('the plot in characters', () => {
  const point = { name: 'a', policy: 'fixed', missShare: 0 };
  const at = (
    mark: string,
    backUs: number | null,
    peakPerSecond: number,
    standing: 'best' | 'within' | 'beyond',
  ) => ({
    ...point,
    mark,
    backUs,
    peakPerSecond,
    standing,
  });
  const plot = {
    name: 'WebSocket',
    backTitle: '99 % back',
    missTitle: 'lost',
    limits: { peakPerSecond: 1000, backUs: 4e6 },
    points: [
      at('a', 1e6, 4000, 'beyond'),
      at('b', 2e6, 800, 'best'),
      at('c', 8e6, 100, 'within'),
      at('d', 8e6, 100, 'within'),
      at('e', null, 50, 'beyond'),
    ],
  };

  it('has the highest peak on top, the slowest return on the right and capitals within the limits', () => {
    const rows = drawScatter(plot)
      .split('\n')
      .filter((row) => row.startsWith('│'));
    expect(rows[0]?.[1]).toBe('a');
    expect(rows.find((row) => row.includes('B'))).toBeDefined();
    expect(rows.at(-1)?.trimEnd().endsWith('*')).toBe(true);
    expect(rows.join('')).not.toContain('e');
    expect(rows.filter((row) => row.includes('┄'))).toHaveLength(1);
    expect(rows.every((row) => row.includes('┆'))).toBe(true);
  });

  it('is left out where there is nothing to compare', () => {
    expect(drawScatter({ ...plot, points: plot.points.slice(0, 1) })).toBe('');
  });
});
