import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SquallError } from '../errors.js';

/**
 * Runs a program of the system to its end.
 * @returns what it wrote on standard output
 * @throws SquallError SQUALL_WIRE with its own words when it cannot be run or fails
 */
export async function runTool(command: readonly string[], input = ''): Promise<string> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = once(child, 'close');
  try {
    const [output, words] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [status] = (await ended) as [number | null];
    if (status === 0) return output;
    throw new Error(words.trim().split('\n')[0] ?? `it exited with ${status}`);
  } catch (error) {
    throw new SquallError(
      'SQUALL_WIRE',
      `\`${[program, ...args].join(' ')}\` failed: ${error instanceof Error ? error.message : String(error)}`,
      'leave --wire out, or try --wire=sockets',
    );
  }
}
