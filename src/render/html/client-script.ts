import { readFile } from 'node:fs/promises';
import { builtFile } from '../../system/package-root.js';

const bundles = { report: 'client.js', advice: 'advice-client.js', gate: 'gate-client.js' } as const;

/**
 * The browser script of the HTML report, of a page of advice or of a gate's, as the build bundled it.
 * @throws when the program was not built
 */
export async function readClientScript(page: keyof typeof bundles = 'report'): Promise<string> {
  return await readFile(builtFile(`src/render/html/${bundles[page]}`), 'utf8');
}
