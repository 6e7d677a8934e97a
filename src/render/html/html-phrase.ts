import type { Phrase } from '../../analysis/report/phrase.js';
import { formatPhrase } from '../format.js';
import { escapeHtml } from './escape-html.js';

/** A sentence as markup; a number and its unit stay on one line. */
export function htmlPhrase(phrase: Phrase): string {
  return escapeHtml(formatPhrase(phrase)).replace(
    /(\d) (?=(?:%|µs|ms|s|min|[KMGT]iB|B)(?![a-z]))/g,
    '$1\u00a0',
  );
}
