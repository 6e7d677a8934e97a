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
  const fewer = pairs > least ? ', shorter ones or fewer --pairs' : ' or shorter ones';
  const advice = leftMs > longMs ? `; fewer trials (--only)${fewer} would take less` : '';
  const lines = [
    `${pairs} pairs of runs of ${tellTime(runMs)}${begun}: about ${tellTime(leftMs)}${advice}`,
    ...tellRoom(pairs, least),
    `kept in ${folder}`,
  ];
  return lines.map((line) => `gate: ${line}\n`).join('');
}

function tellRoom(pairs: number, least: number): string[] {
  if (pairs > least) return [];
  const need =
    pairs === least ? `${least} pairs are the least` : `${pairs} pairs are fewer than the ${least}`;
  return [
    `${need} that prove anything about so many metrics: one that turns out invalid ends this gate as INVALID; --pairs ${least + 2} would leave room`,
  ];
}

export interface CalibratedGate {
  readonly file: string;
  readonly savedAt: string;
  /** Whether the number of pairs is the calibration's. */
  readonly chose: boolean;
  readonly refused: readonly { readonly trial: string; readonly metric: string }[];
  /** How many metrics are left to be judged. */
  readonly judged: number;
}

/** What a calibration has to do with the gate that begins. */
export function tellCalibrated({ file, savedAt, chose, refused, judged }: CalibratedGate): string {
  const names = [...new Set(refused.map(({ metric }) => metric))].join(', ');
  const lines = [
    `calibrated by ${file} of ${savedAt.slice(0, 10)}${chose ? ', which chose the number of pairs' : ''}`,
    ...(refused.length === 0
      ? []
      : [`it refuses ${refused.length} of ${refused.length + judged} metrics as too noisy here: ${names}`]),
    ...(judged > 0
      ? []
      : [
          'no metric is left: only counts will be judged, and times stay undecided; calibrate again, or remove that file',
        ]),
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
