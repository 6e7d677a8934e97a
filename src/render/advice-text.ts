import pico from 'picocolors';
import type { AdvicePage, Answer } from '../analysis/advice/advice-page.js';
import { drawScatter } from './draw-scatter.js';
import { formatPhrase } from './format.js';
import { drawTable, type TerminalOptions, wrapText } from './terminal-table.js';

/** An advice as a terminal shows it: the answers first, then what they rest on. */
export function renderAdviceText(page: AdvicePage, options: TerminalOptions): string {
  const colours = pico.createColors(options.colours);
  const asked =
    page.asked.length === 0 ? '' : wrapText(`Asked for: ${page.asked.map(formatPhrase).join('; ')}.`, '  ');
  const notes = page.notes.map((note) => colours.dim(wrapText(formatPhrase(note), '  ')));
  const blocks = [asked, ...page.answers.map((answer) => renderAnswer(answer, options)), ...notes];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function renderAnswer({ verdict, brief, plot, sources }: Answer, options: TerminalOptions): string {
  const colours = pico.createColors(options.colours);
  const details = verdict.details.map((detail) => wrapText(`  - ${formatPhrase(detail)}`, '    '));
  const told = [
    colours.bold(verdict.topic),
    wrapText(`  ${formatPhrase(verdict.headline)}`, '  '),
    ...details,
  ].join('\n');
  const scatter = plot === undefined ? '' : drawScatter(plot);
  const cited = sources.map(({ mark, text }) => wrapText(`${mark} ${text}`, '    ')).join('\n');
  return [told, drawTable(brief, options), scatter, cited].filter((block) => block !== '').join('\n\n');
}
