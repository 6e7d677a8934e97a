import { showDistributions } from './distribution-figure.js';
import { readPageData } from './page-data.js';
import { showStorms } from './storm-figure.js';
import { installThemeButton } from './theme-button.js';
import { showTimelines } from './timeline-figure.js';

/** Finds a figure's place and its controls; a report leaves out figures that it has no data for. */
function fill(name: string, show: (host: HTMLElement, controls: HTMLElement) => void): void {
  const host = document.getElementById(`${name}-figure`);
  const controls = document.getElementById(`${name}-controls`);
  if (host !== null && controls !== null) show(host, controls);
}

const data = readPageData();
const themeButton = document.getElementById('theme');
if (themeButton !== null) {
  themeButton.hidden = false;
  installThemeButton(themeButton);
}
fill('distribution', (host, controls) => showDistributions(host, controls, data));
fill('storm', (host, controls) => showStorms(host, controls, data));
fill('timeline', (host, controls) => showTimelines(host, controls, data));
document.documentElement.dataset.figures = 'drawn';
