import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { describeAdvice } from '../analysis/advice/advice-file.js';
import type { AdvicePage } from '../analysis/advice/advice-page.js';
import type { Advice } from '../analysis/advice/build-advice.js';
import { makeFolder } from '../storage/make-folder.js';
import { renderAdviceMarkdown } from './advice-markdown.js';
import { readClientScript } from './html/client-script.js';
import { renderAdviceHtml } from './html/html-advice.js';
import { explainUnwritable } from './write-reports.js';

/**
 * Writes `advice.json`, `advice.md` and `advice.html` into a folder, which it makes if need be.
 * @param option what the folder is named with on the command line
 * @returns the paths written; the page that people open comes last
 * @throws SquallError SQUALL_UNWRITABLE
 */
export async function writeAdvice(
  advice: Advice,
  page: AdvicePage,
  directory: string,
  option: string,
): Promise<string[]> {
  const files = [
    { name: 'advice.json', text: `${JSON.stringify(describeAdvice(advice), null, 2)}\n` },
    { name: 'advice.md', text: renderAdviceMarkdown(page) },
    { name: 'advice.html', text: renderAdviceHtml(page, await readClientScript('advice')) },
  ];
  try {
    await makeFolder(directory);
    for (const { name, text } of files) await writeFileAtomic(join(directory, name), text);
  } catch (error) {
    throw explainUnwritable(directory, error, option);
  }
  return files.map(({ name }) => join(directory, name));
}
