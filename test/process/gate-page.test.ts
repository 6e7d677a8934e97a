import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { renderGatePage } from '../../src/render/gate/gate-page.js';
import { readGatePageData } from '../../src/render/gate/gate-page-data.js';
import { builtFile } from '../../src/system/package-root.js';
import { makeDistributions, makeGate, makePairs, pairsOfFixture } from '../fixtures/make-gate.js';
import { hasBrowser, launchBrowser, openPage } from '../support/browser.js';
import { makeFolder } from '../support/run-squall.js';

const gate = makeGate({ paired: makePairs() });
const { ratios } = readGatePageData(gate, [], '');

describe.skipIf(!hasBrowser)('the page of a gate in a browser', () => {
  it('draws every pair and both distributions, wide and narrow, light and dark, without a complaint or a request', async () => {
    const file = join(makeFolder(), 'gate.html');
    const script = readFileSync(builtFile('src/render/html/gate-client.js'), 'utf8');
    writeFileSync(file, renderGatePage(gate, makeDistributions(), script));
    const browser = await launchBrowser();
    try {
      await look(browser, file, { width: 1280, height: 900 }, 'light');
      await look(browser, file, { width: 360, height: 740 }, 'dark');
    } finally {
      await browser.close();
    }
  });

  it('marks round changes, however far the ratios lie apart', async () => {
    const paired = makePairs();
    const decisions = paired.decisions.map((own) => ({
      ...own,
      ratios: own.ratios.map((ratio) => ratio ** 5),
    }));
    const file = join(makeFolder(), 'gate.html');
    const script = readFileSync(builtFile('src/render/html/gate-client.js'), 'utf8');
    writeFileSync(file, renderGatePage(makeGate({ paired: { ...paired, decisions } }), [], script));
    const browser = await launchBrowser();
    try {
      const { page: tab, complaints } = await openPage(browser, pathToFileURL(file).href, {});
      const marks = await tab.$$eval('#ratio-figure svg text', (texts) =>
        texts.map((text) => text.textContent ?? '').filter((text) => /^[−+\d]/.test(text)),
      );
      expect(marks).toContain('+100 %');
      // Nothing where the axis happens to end.
      for (const mark of marks) expect(mark).toMatch(/^(0|\+[149]9*00 %|−(50|80|90|95|98|99) %)$/);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

async function look(
  browser: Browser,
  file: string,
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark',
): Promise<void> {
  const { page: tab, complaints } = await openPage(browser, pathToFileURL(file).href, {
    viewport,
    colorScheme,
  });
  const titles = await tab.$$eval('#ratio-figure svg text', (texts) =>
    texts.map((text) => text.textContent ?? ''),
  );
  for (const { title } of ratios)
    expect(
      titles.some((text) => text.startsWith(title.slice(0, 20))),
      title,
    ).toBe(true);
  const isPoint = 'path[d*="A"]';
  const points = await tab.$$eval(`#ratio-figure svg ${isPoint}`, (paths) => paths.length);
  expect(points).toBeGreaterThanOrEqual(ratios.length * pairsOfFixture);
  expect(await tab.$$eval('.shift-plot svg', (plots) => plots.length)).toBe(2);
  // Two trials to choose from; the other one is drawn when it is chosen.
  await tab.selectOption('#shift-controls select', '1');
  expect(await tab.$$eval('.shift-plot svg path', (paths) => paths.length)).toBeGreaterThan(6);
  expect(await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  expect(complaints).toEqual([]);
  await tab.close();
}
