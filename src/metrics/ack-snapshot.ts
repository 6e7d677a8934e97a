/** What one worker's clients acknowledged. Several add up exactly. */
export interface AckSnapshot {
  /** Acknowledgements sent, withheld as if they had been lost, and refused by the server. */
  readonly sent: number;
  readonly withheld: number;
  readonly refused: number;
  /** Messages that came again and that the receivers dropped. */
  readonly redelivered: number;
  readonly uplinksOpened: number;
}

/** Adds up the workers' snapshots; undefined when no client acknowledged anything. */
export function mergeAcks(snapshots: readonly (AckSnapshot | undefined)[]): AckSnapshot | undefined {
  const present = snapshots.filter((snapshot) => snapshot !== undefined);
  if (present.length === 0) return undefined;
  const sum = (pick: (snapshot: AckSnapshot) => number): number =>
    present.reduce((total, snapshot) => total + pick(snapshot), 0);
  return {
    sent: sum(({ sent }) => sent),
    withheld: sum(({ withheld }) => withheld),
    refused: sum(({ refused }) => refused),
    redelivered: sum(({ redelivered }) => redelivered),
    uplinksOpened: sum(({ uplinksOpened }) => uplinksOpened),
  };
}
