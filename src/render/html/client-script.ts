import { readFile } from 'node:fs/promises';
import { builtFile } from '../../system/package-root.js';

/**
 * The browser script of the HTML report, as the build bundled it.
 * @throws when the program was not built
 */
export async function readClientScript(): Promise<string> {
  return await readFile(builtFile('src/render/html/client.js'), 'utf8');
}
