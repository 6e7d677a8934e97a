import pico from 'picocolors';
import type { ProgressTick } from '../workers/progress-event.js';
import { formatCount, formatUs, nothing } from './format.js';
import { formatLeft } from './progress-plain.js';
import type { ProgressState } from './progress-state.js';

const widestBar = 40;

/**
 * The lines that are redrawn while a trial runs: which one, how far, and how it goes. None between trials.
 * @param width columns of the terminal
 */
export function drawLive(state: ProgressState, width: number, colour: boolean): string[] {
  const { trial, tick } = state;
  if (trial === undefined) return [];
  const colours = pico.createColors(colour);
  const head = `trial ${trial.index + 1}/${state.trials}  ${trial.name}`;
  const share = state.runLengthUs > 0 ? 1 - state.runLeftUs / state.runLengthUs : 0;
  const left = `${formatLeft(state.runLeftUs)} left`;
  const bar = drawBar(share, Math.max(10, Math.min(widestBar, width - left.length - 16)));
  return [
    cut(head, width, colours.bold),
    cut(`${bar}  ${state.phase ?? 'starting'}  ${left}`, width),
    ...(tick === undefined ? [] : [drawTick(tick, width, colours)]),
  ];
}

function drawTick(tick: ProgressTick, width: number, colours: ReturnType<typeof pico.createColors>): string {
  const parts = [
    `${formatCount(tick.clientsConnected)}/${formatCount(tick.clients)} connected`,
    `${formatCount(tick.messagesPerSecond)} messages/s`,
    `${formatCount(tick.missing)} missing`,
    `worst ${tick.worstLatencyUs === null ? nothing : formatUs(tick.worstLatencyUs)}`,
  ];
  return cut(parts.join('  ·  '), width, tick.missing > 0 ? colours.yellow : undefined);
}

/** `share` outside 0 to 1 is drawn as the nearer end: an estimate may be overrun. */
export function drawBar(share: number, width: number): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

/** A line that wrapped would be counted as one when it is taken back, and leave a trail. Colour comes last: it has no width. */
function cut(text: string, width: number, paint: (text: string) => string = (plain) => plain): string {
  return paint(text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text);
}
