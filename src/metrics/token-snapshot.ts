/** What became of one client's prompts and their answers. */
export interface TokenLedger {
  readonly client: number;
  /** Prompts that fell due; asked: those a connection took; completed: those whose answer came to its end. */
  readonly due: number;
  readonly asked: number;
  readonly completed: number;
  /** Times an answer was gone on with after a cut. */
  readonly resumed: number;
  /** Tokens of the answers asked for that came for the first time, that never came though later ones did, and again. */
  readonly delivered: number;
  readonly lost: number;
  readonly duplicate: number;
  /** Tokens that had not come when the trial ended, of answers not completed. */
  readonly unfinished: number;
  readonly refused: number;
}

export interface TokenSnapshot {
  readonly ledgers: readonly TokenLedger[];
}

/** Puts the workers' snapshots together; undefined when nobody asked for answers. */
export function mergeTokens(snapshots: readonly (TokenSnapshot | undefined)[]): TokenSnapshot | undefined {
  const present = snapshots.filter((snapshot) => snapshot !== undefined);
  if (present.length === 0) return undefined;
  return { ledgers: present.flatMap(({ ledgers }) => ledgers).sort((a, b) => a.client - b.client) };
}
