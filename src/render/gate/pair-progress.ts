import type { PairEvent } from '../../gate/run-pairs.js';
import { formatUs } from '../format.js';

export interface PairsAhead {
  readonly pairs: number;
  /** Fewer than this prove nothing about times. */
  readonly least: number;
  /** Runs that are there already, of a gate that is taken up again. */
  readonly done: number;
  readonly runMs: number;
  readonly leftMs: number;
  readonly folder: string;
}

/** Longer than this is said to be long, milliseconds. */
const longMs = 10 * 60_000;

/** What is ahead, before the first run. */
export function tellPlan({ pairs, least, done, runMs, leftMs, folder }: PairsAhead): string {
  const begun = done === 0 ? '' : `, ${done} runs of them done`;
  const advice =
    leftMs > longMs ? '; fewer trials (--only), shorter ones or fewer --pairs would take less' : '';
  const lines = [
    `${pairs} pairs of runs of ${tellTime(runMs)}${begun}: about ${tellTime(leftMs)}${advice}`,
    ...(pairs < least
      ? [`fewer than ${least} pairs can prove nothing about times here; only counts will be judged`]
      : []),
    `kept in ${folder}`,
  ];
  return lines.map((line) => `gate: ${line}\n`).join('');
}

export function tellPairEvent(event: PairEvent, pairs: number): string {
  switch (event.kind) {
    case 'run-started': {
      const again = event.attempt > 1 ? `, attempt ${event.attempt}` : '';
      return `gate: pair ${event.run.pair} of ${pairs}, ${event.run.side}${again}; about ${tellTime(event.leftMs)} left\n`;
    }
    case 'run-ended':
      return event.run.invalid.length === 0 ? '' : `gate: that run is invalid: ${event.run.invalid[0]}\n`;
    case 'pair-repeated':
      return `gate: pair ${event.pair} is run again\n`;
  }
}

function tellTime(ms: number): string {
  return formatUs(Math.round(ms / 1000) * 1e6);
}
