import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildAdvicePage } from '../../src/analysis/advice/build-advice.js';
import { readLimits } from '../../src/analysis/advice/limit.js';
import { adviseOnStorm } from '../../src/analysis/advice/storm-advice.js';
import { renderAdviceHtml } from '../../src/render/html/html-advice.js';
import { builtFile } from '../../src/system/package-root.js';
import { makeSweep, usualSettings } from '../fixtures/make-sweep.js';
import { hasBrowser, launchBrowser, openPage } from '../support/browser.js';

describe.skipIf(!hasBrowser)('the page of an advice in a browser', () => {
  it('draws both plots with a point for every setting, without a complaint or a request', async () => {
    const run = makeSweep({ settings: usualSettings });
    const limits = readLimits({ peak: '400/s', back: '99%:10s' });
    const page = buildAdvicePage({
      runs: [run],
      limits,
      storms: adviseOnStorm([run], limits),
      transports: undefined,
    });
    const folder = mkdtempSync(join(tmpdir(), 'squall-advice-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'advice.html');
    writeFileSync(
      file,
      renderAdviceHtml(page, readFileSync(builtFile('src/render/html/advice-client.js'), 'utf8')),
    );
    const url = pathToFileURL(file).href;

    const browser = await launchBrowser();
    try {
      for (const viewport of [
        { width: 1280, height: 900 },
        { width: 360, height: 740 },
      ]) {
        const { page: tab, complaints } = await openPage(browser, url, { viewport });
        const letters = await tab.$$eval('.trade-plot', (plots) =>
          plots.map((plot) => [...plot.querySelectorAll('svg text')].map((text) => text.textContent)),
        );
        expect(letters).toHaveLength(2);
        for (const texts of letters)
          for (const mark of 'abcdefghi') expect(texts, `${mark}, ${viewport.width} wide`).toContain(mark);
        expect(await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBe(0);
        expect(complaints).toEqual([]);
        await tab.close();
      }
    } finally {
      await browser.close();
    }
  });
});
