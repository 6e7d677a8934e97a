import type { FlawSettings } from '../../src/wire/flaws.js';
import { readDueUs, type SentLine, type ServerAccount } from './flaw-log-reader.js';

/** Microseconds from due to handed to the client's socket, ascending, of the messages due after the warm-up. */
export function predictLatencies(
  flaw: FlawSettings,
  { sent, dueUs }: ServerAccount,
  warmUpUs: number,
): number[] {
  const measureFromUs = (dueUs[0] ?? 0) + warmUpUs;
  const leaving = flaw.kind === 'coalesce' ? gather(sent, flaw.byUs) : sent;
  return leaving
    .filter(({ head }) => readDueUs(head) >= measureFromUs)
    .map(({ head, atUs }) => atUs - readDueUs(head))
    .sort((a, b) => a - b);
}

/** What is written to a connection waits until `byUs` after the first write that found nothing waiting. */
function gather(sent: readonly SentLine[], byUs: number): SentLine[] {
  const leavesUs = new Map<number, number>();
  return sent.map((line) => {
    const { connection, atUs } = line;
    const present = leavesUs.get(connection);
    const leaves = present === undefined || atUs >= present ? atUs + byUs : present;
    leavesUs.set(connection, leaves);
    return { ...line, atUs: leaves };
  });
}

/** The value below or at which a share of the ascending values lies, by the nearest rank. */
export function quantileOf(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Longest that a message due during a stall of the server has to wait for its end. */
export function predictLongestWaitUs({ stalls, dueUs }: ServerAccount): number {
  const waits = dueUs.flatMap((due) =>
    stalls.filter(({ beginUs, endUs }) => due >= beginUs && due < endUs).map(({ endUs }) => endUs - due),
  );
  return Math.max(0, ...waits);
}
