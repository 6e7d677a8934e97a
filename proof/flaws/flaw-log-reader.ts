import { readFile } from 'node:fs/promises';
import type { FlawLogLine } from '../../src/wire/flaws.js';

type Line<Event extends FlawLogLine['event']> = Extract<FlawLogLine, { readonly event: Event }>;
export type SentLine = Line<'sent' | 'cut'>;
export type StallLine = Line<'stall'>;

/** What a flawed server says of itself: the witness that a trial's figures are held against. */
export interface ServerAccount {
  /** Due instants of the accepted messages, in order. */
  readonly dueUs: readonly number[];
  readonly accepted: readonly Line<'accepted'>[];
  /** Messages written whole to some connection, in order. */
  readonly sent: readonly SentLine[];
  readonly stalls: readonly StallLine[];
  /** When what was held back for a connection left, in order. */
  readonly released: readonly Line<'released'>[];
}

export async function readServerAccount(file: string): Promise<ServerAccount> {
  const text = await readFile(file, 'utf8');
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as FlawLogLine);
  const accepted = lines.filter((line) => line.event === 'accepted');
  const isSent = (line: FlawLogLine): line is SentLine => line.event === 'sent';
  return {
    accepted,
    dueUs: accepted.map(({ head }) => readDueUs(head)),
    sent: lines.filter(isSent),
    stalls: lines.filter((line) => line.event === 'stall'),
    released: lines.filter((line) => line.event === 'released'),
  };
}

/** When a message was due, from the envelope at the head of its payload (docs: `src/wire/envelope.ts`), host-monotonic microseconds. */
export function readDueUs(head: string): number {
  return Number(/^sq1:[0-9a-f]{8}:\d{10}:(\d{16}):/.exec(head)?.[1]);
}
