import { readFile } from 'node:fs/promises';
import { builtFile } from '../../system/package-root.js';

/**
 * The browser script of the HTML report, or of a page of advice, as the build bundled it.
 * @throws when the program was not built
 */
export async function readClientScript(page: 'report' | 'advice' = 'report'): Promise<string> {
  const name = page === 'report' ? 'client.js' : 'advice-client.js';
  return await readFile(builtFile(`src/render/html/${name}`), 'utf8');
}
