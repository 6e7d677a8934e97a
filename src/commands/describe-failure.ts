import { ExitStatus, SquallError } from '../errors.js';

/** What a user reads when a command ends with an error, and the exit status it ends with. */
export function describeFailure(error: unknown): { line: string; exit: ExitStatus } {
  if (error instanceof SquallError) {
    const detail = process.env.SQUALL_DEBUG === undefined ? '' : `\n${error.stack ?? ''}`;
    const lines = error.toLines().map((line) => `squall: ${line}`);
    return { line: `${lines.join('\n')}${detail}`, exit: error.exit };
  }
  // A defect: the stack is what a bug report needs.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    line: `squall: internal error, please report it (SQUALL_INTERNAL)\n${text}`,
    exit: ExitStatus.internalError,
  };
}
