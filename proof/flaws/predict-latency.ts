import type { FlawSettings } from '../../src/wire/flaws.js';
import { readDueUs, type SentLine, type ServerAccount } from './flaw-log-reader.js';

/** Microseconds from due to handed to the client's socket, ascending, of the messages due after the warm-up. */
export function predictLatencies(flaw: FlawSettings, account: ServerAccount, warmUpUs: number): number[] {
  const { sent, dueUs } = account;
  const measureFromUs = (dueUs[0] ?? 0) + warmUpUs;
  const leaving = flaw.kind === 'coalesce' ? gather(account) : sent;
  return leaving
    .filter(({ head }) => readDueUs(head) >= measureFromUs)
    .map(({ head, atUs }) => atUs - readDueUs(head))
    .sort((a, b) => a - b);
}

/** What is written to a connection leaves when the server next lets go of what it held back for it. */
function gather({ sent, released }: ServerAccount): SentLine[] {
  return sent.flatMap((line) => {
    const release = released.find(
      ({ connection, atUs }) => connection === line.connection && atUs >= line.atUs,
    );
    return release === undefined ? [] : [{ ...line, atUs: release.atUs }];
  });
}

/** The value below or at which a share of the ascending values lies, by the nearest rank. */
export function quantileOf(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
