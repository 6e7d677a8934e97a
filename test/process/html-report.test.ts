import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReport } from '../../src/analysis/report/build-report.js';
import { renderHtml } from '../../src/render/html/render-html.js';
import { packageRoot } from '../../src/system/package-root.js';
import { makeRun } from '../fixtures/make-run.js';
import { browserPath, hasBrowser, launchBrowser, type OpenedPage, openPage } from '../support/browser.js';

if (!hasBrowser)
  process.stderr.write(
    `the HTML report was not tried in a browser: ${browserPath} is missing (apt-get install chromium, or set SQUALL_CHROMIUM)\n`,
  );

describe.skipIf(!hasBrowser)('the HTML report in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'squall-report-'));
  const pages = { usual: '', many: '' };
  let browser: Browser;

  beforeAll(async () => {
    const bundle = join(folder, 'client.js');
    execFileSync(process.execPath, [join(packageRoot, 'scripts/build-report-client.mjs'), bundle]);
    const script = readFileSync(bundle, 'utf8');
    const write = (name: string, run: ReturnType<typeof makeRun>): string => {
      const file = join(folder, name);
      writeFileSync(file, renderHtml(buildReport(run), script));
      return pathToFileURL(file).href;
    };
    pages.usual = write('usual.html', makeRun({ clients: 200, invalid: [5] }));
    pages.many = write('many.html', makeRun({ clients: 40, repeats: 5 }));
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (url: string, options: BrowserContextOptions): Promise<OpenedPage> =>
    openPage(browser, url, options);

  /** Paths drawn in each figure of the page. */
  async function countPaths(page: Page): Promise<number[]> {
    return await page.$$eval('.plot', (plots) =>
      plots.map((plot) => plot.querySelectorAll('svg path').length),
    );
  }

  async function measureOverflow(page: Page): Promise<number> {
    return await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  }

  it.each([
    ['light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const }],
    ['dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const }],
    ['on a phone', { viewport: { width: 360, height: 740 } }],
  ])('draws every figure, %s, without a complaint or a request', async (_, options) => {
    const { page, complaints } = await open(pages.usual, options);
    const paths = await countPaths(page);
    // Distribution, four storms, and two timelines, of which a phone hides one.
    expect(paths).toHaveLength(7);
    const shown = options.viewport.width < 900 ? paths.filter((count) => count > 0).slice(0, 6) : paths;
    for (const count of shown) expect(count).toBeGreaterThan(5);
    expect(shown.length).toBeGreaterThanOrEqual(6);
    expect(await measureOverflow(page)).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('has other colours in the dark and changes them at a click', async () => {
    const { page } = await open(pages.usual, { colorScheme: 'dark' });
    const background = (): Promise<string> =>
      page.evaluate<string>('getComputedStyle(document.querySelector("header")).backgroundColor');
    const dark = await background();
    await page.getByRole('button', { name: 'Switch to light colours' }).click();
    expect(await background()).not.toBe(dark);
    await page.close();
  });

  it('hides a trial and shows it again', async () => {
    const { page } = await open(pages.usual, {});
    const lines = (): Promise<number> =>
      page.$eval(
        '#distribution-figure',
        (figure) => figure.querySelectorAll('path[stroke="#0072b2"]').length,
      );
    const before = await lines();
    const button = page.locator('#distribution-controls').getByRole('button', { name: 'WebSocket, fixed' });
    await button.click();
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    expect(await lines()).toBeLessThan(before);
    await button.click();
    expect(await lines()).toBe(before);
    await page.close();
  });

  it('redraws storms by 10 ms and on a logarithmic scale', async () => {
    const { page, complaints } = await open(pages.usual, {});
    for (const name of ['10 ms', 'logarithmic']) await page.getByRole('button', { name }).click();
    expect(await page.locator('.storm-plot').first().textContent()).toContain('attempts per 10 ms');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('stays usable with 40 trials', async () => {
    const { page, complaints } = await open(pages.many, { viewport: { width: 360, height: 740 } });
    const pressed = await page.locator('#distribution-controls .legend button[aria-pressed="true"]').count();
    expect(pressed).toBeGreaterThan(3);
    expect(pressed).toBeLessThanOrEqual(12);
    expect(await measureOverflow(page)).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
