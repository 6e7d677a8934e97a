import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export const browserPath = process.env.SQUALL_CHROMIUM ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(browserPath);

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath, args });
}

export interface OpenedPage {
  readonly page: Page;
  /** What the browser complained about, and what else than the page was asked for; grows as the page is used. */
  readonly complaints: readonly string[];
}

/** Opens a page and waits for its figures. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<OpenedPage> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  await page.waitForFunction('document.documentElement.dataset.figures === "drawn"');
  return { page, complaints };
}
