import type { TrialHead } from '../../../analysis/report/report-model.js';
import { make } from './dom.js';
import { dashOf } from './palette.js';

/** Beyond this many curves a figure starts with some hidden. */
const shownAtFirst = 12;

export interface TrialLegend {
  readonly element: HTMLElement;
  isShown(trial: string): boolean;
}

/** Buttons that show and hide trials. Each has a sample of its line, so that colour alone need not tell them apart. */
export function makeTrialLegend(
  trials: readonly TrialHead[],
  onChange: () => void,
  first: readonly TrialHead[] = chooseFirst(trials),
): TrialLegend {
  const shown = new Set(first.map((trial) => trial.id));
  const buttons = trials.map((trial) => {
    const mark = trial.standing === 'valid' ? '' : ` (${trial.standing})`;
    const button = make('button', { type: 'button' }, sampleOf(trial), `${trial.name}${mark}`);
    button.addEventListener('click', () => {
      if (!shown.delete(trial.id)) shown.add(trial.id);
      refresh();
    });
    return button;
  });
  const refresh = (quietly = false): void => {
    buttons.forEach((button, at) => {
      button.setAttribute('aria-pressed', String(shown.has(trials[at]?.id ?? '')));
    });
    if (!quietly) onChange();
  };
  const setAll = (ids: readonly string[]): void => {
    shown.clear();
    for (const id of ids) shown.add(id);
    refresh();
  };
  refresh(true);
  const all = make('button', { type: 'button', class: 'plain' }, 'show all');
  const none = make('button', { type: 'button', class: 'plain' }, 'hide all');
  all.addEventListener('click', () => setAll(trials.map((trial) => trial.id)));
  none.addEventListener('click', () => setAll([]));
  const element = make('div', { class: 'legend', role: 'group', 'aria-label': 'Trials shown' }, ...buttons);
  if (trials.length > 2) element.append(all, none);
  return { element, isShown: (trial) => shown.has(trial) };
}

/** One trial per transport and policy, a valid one if there is one: repeats lie on top of one another. */
export function chooseOnePerStyle(trials: readonly TrialHead[]): TrialHead[] {
  const chosen = new Map<string, TrialHead>();
  for (const trial of trials) {
    const key = `${trial.transport} ${trial.style}`;
    const found = chosen.get(key);
    if (found === undefined || (trial.standing === 'valid' && found.standing !== 'valid'))
      chosen.set(key, trial);
  }
  return [...chosen.values()];
}

/** Valid trials come first: what cannot be believed need not be seen at once. */
function chooseFirst(trials: readonly TrialHead[]): readonly TrialHead[] {
  if (trials.length <= shownAtFirst) return trials;
  const valid = trials.filter((trial) => trial.standing === 'valid');
  const step = Math.max(1, valid.length / shownAtFirst);
  return valid.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}

function sampleOf(trial: TrialHead): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  svg.setAttribute('class', 'sample');
  svg.setAttribute('viewBox', '0 0 26 8');
  svg.setAttribute('aria-hidden', 'true');
  for (const [key, value] of Object.entries({ x1: '0', x2: '26', y1: '4', y2: '4' }))
    line.setAttribute(key, value);
  line.setAttribute('class', `line-${trial.transport}`);
  const dash = dashOf(trial.style);
  if (dash !== 'solid') line.setAttribute('stroke-dasharray', dash.join(' '));
  svg.append(line);
  return svg;
}
