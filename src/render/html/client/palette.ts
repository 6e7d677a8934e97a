import type { TrialHead } from '../../../analysis/report/report-model.js';

/** Colours of the page as they are now, light or dark; read from the style sheet so that there is one source. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly outage: string;
  readonly transports: Readonly<Record<TrialHead['transport'], string>>;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: read('ink'),
    muted: read('muted'),
    line: read('line'),
    surface: read('surface'),
    outage: read('outage'),
    transports: {
      websocket: read('websocket'),
      sse: read('sse'),
      'long-poll': read('long-poll'),
      'short-poll': read('short-poll'),
    },
  };
}

/** Dash patterns in pixels, by the trial's style index: solid first, then ever finer. */
const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3], [14, 4], [4, 2], [1, 4]];

export function dashOf(style: number): number[] | 'solid' {
  const dash = dashes[style % dashes.length] ?? [];
  return dash.length === 0 ? 'solid' : [...dash];
}
