import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtFile } from '../../src/system/package-root.js';

export interface AdviceAnswer {
  /** The advised window in microseconds; null: none of these. */
  readonly windowUs: number | null;
  readonly advised: string | null;
}

/**
 * Asks the built command for advice on one situation.
 * @throws when it gives none at all, e.g. because no trial was valid
 */
export async function runAdvise(folder: string, args: readonly string[]): Promise<AdviceAnswer> {
  const child = spawn(process.execPath, [builtFile('src/main.js'), 'advise', ...args, '--json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    stdout += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0 && status !== 3) throw new Error(`no advice (status ${status}): ${stderr}`);
  const { reconnect } = JSON.parse(stdout) as { reconnect: readonly AdviceAnswer[] };
  const [answer] = reconnect;
  if (answer === undefined) throw new Error('the advice is about nothing');
  return answer;
}
