import type { GatePageData } from '../../gate/gate-figures.js';
import { showRatios } from './ratio-figure.js';
import { showShift } from './shift-figure.js';
import { installThemeButton } from './theme-button.js';

const data = JSON.parse(document.getElementById('report-data')?.textContent ?? '{}') as Partial<GatePageData>;
const themeButton = document.getElementById('theme');
if (themeButton !== null) {
  themeButton.hidden = false;
  installThemeButton(themeButton);
}
const ratios = document.getElementById('ratio-figure');
if (ratios !== null) showRatios(ratios, data.ratios ?? []);
const shift = document.getElementById('shift-figure');
const controls = document.getElementById('shift-controls');
if (shift !== null && controls !== null) showShift(shift, controls, data.distributions ?? []);
document.documentElement.dataset.figures = 'drawn';
