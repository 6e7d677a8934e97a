import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type GateResult, gateFileSchema } from '../../src/analysis/gate/gate-result.js';
import { builtFile } from '../../src/system/package-root.js';

export interface GateCall {
  readonly status: number;
  readonly verdict: GateResult;
}

/** Calls the built command as a user would; its progress goes to standard error. */
export async function callSquall(
  folder: string,
  args: readonly string[],
): Promise<{ status: number; stdout: string }> {
  const child = spawn(process.execPath, [builtFile('src/main.js'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let stdout = '';
  child.stdout.on('data', (text: Buffer) => {
    stdout += text.toString();
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status: status ?? 1, stdout };
}

/** @throws Error when the gate gave no verdict: it was interrupted, or refused what it was given */
export async function callGate(folder: string, args: readonly string[]): Promise<GateCall> {
  const { status, stdout } = await callSquall(folder, ['gate', ...args, '--json']);
  if (stdout === '') throw new Error(`the gate gave no verdict (status ${status})`);
  return { status, verdict: gateFileSchema.parse(JSON.parse(stdout)) };
}
