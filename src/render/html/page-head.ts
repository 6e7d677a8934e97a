import { escapeHtml } from './escape-html.js';
import { hashOf } from './page-script.js';
import { pageStyle } from './page-style.js';

/**
 * Every page from its beginning to the start of its body: one file that loads nothing, whose policy lets no script run but its own.
 * @param title plain text
 * @param style added to the style that all pages share
 * @param script the page's only script, as it will stand in it; undefined: it has none
 */
export function pageHead({
  title,
  style = '',
  script,
}: {
  readonly title: string;
  readonly style?: string;
  readonly script?: string;
}): string {
  const policy = script === undefined ? '' : `; script-src 'sha256-${hashOf(script)}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${policy}">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}${style}</style>
</head>
<body>`;
}
