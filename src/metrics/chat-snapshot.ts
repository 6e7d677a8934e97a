/** What one client said in its room and heard there. Messages as bounds of ranges of the sender's count. */
export interface ChatLedger {
  readonly client: number;
  readonly room: number;
  /** Messages that fell due; those not said found the client without a connection. */
  readonly due: number;
  readonly said: readonly number[];
  /** First hearings by sender. */
  readonly heard: readonly { readonly sender: number; readonly messages: readonly number[] }[];
  readonly duplicate: number;
  readonly outOfOrder: number;
  /** When it was subscribed, on the host's clock: from, to, from, to …; open at the end: up to infinity, as null. */
  readonly present: readonly (readonly [fromUs: number, toUs: number | null])[];
  /** Words of others that came and went. */
  readonly joins: number;
  readonly leaves: number;
}

/** Several workers' add up exactly. */
export interface ChatSnapshot {
  readonly ledgers: readonly ChatLedger[];
  /** Messages that the server would not take, and what was not of this trial or room. */
  readonly refused: number;
  readonly foreign: number;
  readonly uplinksOpened: number;
}

/** Puts the workers' snapshots together; undefined when nobody chatted. */
export function mergeChats(snapshots: readonly (ChatSnapshot | undefined)[]): ChatSnapshot | undefined {
  const present = snapshots.filter((snapshot) => snapshot !== undefined);
  if (present.length === 0) return undefined;
  const sum = (pick: (snapshot: ChatSnapshot) => number): number =>
    present.reduce((total, snapshot) => total + pick(snapshot), 0);
  return {
    ledgers: present.flatMap(({ ledgers }) => ledgers).sort((a, b) => a.client - b.client),
    refused: sum(({ refused }) => refused),
    foreign: sum(({ foreign }) => foreign),
    uplinksOpened: sum(({ uplinksOpened }) => uplinksOpened),
  };
}
