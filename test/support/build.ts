import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Whole-process tests drive what users run: the built program, brought up to date first. */
export default function build(): void {
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'prepare.mjs');
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}
