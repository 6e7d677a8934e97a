import type { TradePlot } from '../../../analysis/advice/advice-page.js';
import { installThemeButton } from './theme-button.js';
import { showTrade } from './trade-figure.js';

/** What the page of an advice holds as JSON for its figures. */
interface AdviceData {
  readonly trades?: readonly TradePlot[];
}

const data = JSON.parse(document.getElementById('report-data')?.textContent ?? '{}') as AdviceData;
const themeButton = document.getElementById('theme');
if (themeButton !== null) {
  themeButton.hidden = false;
  installThemeButton(themeButton);
}
const hosts = [...document.querySelectorAll<HTMLElement>('[data-trade]')];
for (const plot of data.trades ?? []) {
  const host = hosts.find((element) => element.dataset.trade === plot.name);
  if (host !== undefined) showTrade(host, plot);
}
document.documentElement.dataset.figures = 'drawn';
