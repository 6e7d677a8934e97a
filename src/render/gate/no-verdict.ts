import { isAbsolute } from 'node:path';
import type { ExitStatus } from '../../errors.js';
import { escapeMarkdown } from '../markdown-table.js';
import { annotate } from './gate-annotations.js';
import { buildJunit, clean } from './gate-junit.js';
import { markOwn } from './gate-markdown.js';

/** A gate that ended without a verdict: nothing was found, neither good nor bad. */
export interface NoVerdict {
  /** Of the scenario, as far as it could be told. */
  readonly name: string;
  readonly kind: 'baseline' | 'pairs';
  /** Why, and what to do, in one line each. */
  readonly reasons: readonly string[];
  /** Stable code of the error. */
  readonly code: string;
  readonly exit: ExitStatus;
  /** Where an input is wrong. */
  readonly place: { readonly file?: string; readonly line?: number };
  readonly at: Date;
}

/** As a comment on a pull request; it takes the place of the verdict of an earlier push. */
export function renderNoVerdictMarkdown({ name, kind, reasons, exit }: NoVerdict): string {
  const blocks = [
    `## – NO VERDICT: ${escapeMarkdown(name)}`,
    'Nothing was found, neither good nor bad:',
    reasons.map((reason) => `- ${escapeMarkdown(reason)}`).join('\n'),
    `Exit status ${exit}.`,
    markOwn(name, kind),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** As JUnit: one test case, which is an error. A file without one would be read as all well. */
export function renderNoVerdictJunit({ name, reasons, code, at }: NoVerdict): string {
  const message = clean(reasons.join(' '));
  return buildJunit([
    {
      '@_name': clean(`squall gate: ${name}, gate`),
      '@_package': clean(name),
      '@_id': 0,
      '@_tests': 1,
      '@_failures': 0,
      '@_errors': 1,
      '@_skipped': 0,
      '@_time': '0',
      '@_timestamp': at.toISOString().slice(0, 19),
      '@_hostname': 'localhost',
      properties: { property: [{ '@_name': 'verdict', '@_value': 'none' }] },
      testcase: [
        {
          '@_name': 'verdict',
          '@_classname': clean(`${name}.gate`),
          '@_time': '0',
          error: { '@_type': code, '@_message': message, '#text': message },
        },
      ],
      'system-out': '',
      'system-err': message,
    },
  ]);
}

/** As an annotation of a job of GitHub Actions. */
export function annotateNoVerdict({ name, reasons, place: { file, line } }: NoVerdict): string {
  const place: Record<string, string> =
    file === undefined || isAbsolute(file)
      ? {}
      : { file, ...(line === undefined ? {} : { line: `${line}` }) };
  return annotate('error', { ...place, title: `Gate: no verdict, ${name}` }, reasons.join('\n'));
}
