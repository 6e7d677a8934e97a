import pico from 'picocolors';
import type {
  ExactDifference,
  ExactEvidence,
  GateResult,
  GateVerdict,
} from '../../analysis/gate/gate-result.js';
import { replaceAllControls } from '../replace-controls.js';
import { renderPaired } from './paired-text.js';
import { renderStored } from './stored-text.js';
import { tellUngated } from './tell-ungated.js';

export interface GateTextOptions {
  readonly colours: boolean;
}

/** A gate's outcome for a terminal: each kind of evidence by itself, thresholds, and the verdict last, where it is seen. */
export function renderGate(told: GateResult, { colours }: GateTextOptions): string {
  const gate = replaceAllControls(told);
  const paint = pico.createColors(colours);
  const colourOf: Readonly<Record<GateVerdict, (text: string) => string>> = {
    pass: paint.green,
    improvement: paint.green,
    inconclusive: paint.yellow,
    regression: paint.red,
    invalid: paint.red,
  };
  const blocks = [
    ...(gate.exact === null ? [] : [renderExact(gate.exact)]),
    ...(gate.paired === null ? [] : [renderPaired(gate.paired)]),
    ...(gate.stored === null ? [] : [renderStored(gate.stored)]),
    ...(gate.thresholds.length === 0 ? [] : [renderThresholds(gate)]),
    paint.bold(colourOf[gate.verdict](`${gate.verdict.toUpperCase()}: ${gate.summary}`)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function renderExact(exact: ExactEvidence): string {
  const { verdict, baseline, compared, trials, differences, unstable, invalid } = exact;
  const lines = [
    `exact: ${verdict}`,
    `  ${compared} figures of ${trials} ${trials === 1 ? 'trial' : 'trials'} against ${baseline.file}, saved ${baseline.savedAt.slice(0, 10)} with Squall ${baseline.squall}`,
    ...differences.map((difference) => `  ${tellDifference(difference)}`),
    ...invalid.map(({ trial, message, remedy }) => `  ${trial}: invalid: ${message}; ${remedy}`),
    ...unstable.map(
      ({ trial, figure }) => `  ${trial}: ${figure} was not the same in the baseline's runs: not gated`,
    ),
    ...tellUngated(exact).map((line) => `  not gated exactly here: ${line}`),
  ];
  return lines.join('\n');
}

/** One line: `transport=sse: bytes.framing 8000 → 8400 (+400), worse`. */
export function tellDifference({ trial, figure, baseline, candidate, change }: ExactDifference): string {
  const [was, is] = [baseline, candidate].map((value) => (value === null ? 'not measured' : String(value)));
  const by =
    baseline === null || candidate === null
      ? ''
      : ` (${candidate > baseline ? '+' : '−'}${Math.abs(candidate - baseline)})`;
  return `${trial}: ${figure} ${was} → ${is}${by}, ${change}`;
}

function renderThresholds({ thresholds }: GateResult): string {
  const lines = thresholds.map(
    ({ trial, expression, holds, runs, message }) =>
      `  ${holds ? 'holds  ' : runs === 0 ? 'unknown' : 'BROKEN '}  ${trial}: ${expression}: ${message}`,
  );
  return ['thresholds', ...lines].join('\n');
}
