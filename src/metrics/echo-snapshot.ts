import type { EncodedEchoLedger } from './echo-ledger.js';
import type { PhaseName } from './phases.js';

/** What one worker knows of its clients' echoes beside the histograms. Several add up exactly. */
export interface EchoSnapshot {
  readonly ledgers: readonly EncodedEchoLedger[];
  /** Messages that fell due, and those of them that were not sent, by phase. */
  readonly due: Readonly<Partial<Record<PhaseName, number>>>;
  readonly unsent: Readonly<Partial<Record<PhaseName, number>>>;
  /** Messages that the server would not take, and what came that the client never sent. */
  readonly refused: number;
  readonly foreign: number;
  readonly uplinksOpened: number;
}

/** Adds up the workers' snapshots; undefined when no client had anything echoed. */
export function mergeEchoes(snapshots: readonly (EchoSnapshot | undefined)[]): EchoSnapshot | undefined {
  const present = snapshots.filter((snapshot) => snapshot !== undefined);
  if (present.length === 0) return undefined;
  const sum = (pick: (snapshot: EchoSnapshot) => number): number =>
    present.reduce((total, snapshot) => total + pick(snapshot), 0);
  return {
    ledgers: present.flatMap(({ ledgers }) => ledgers).sort((a, b) => a.client - b.client),
    due: sumPhases(present.map(({ due }) => due)),
    unsent: sumPhases(present.map(({ unsent }) => unsent)),
    refused: sum(({ refused }) => refused),
    foreign: sum(({ foreign }) => foreign),
    uplinksOpened: sum(({ uplinksOpened }) => uplinksOpened),
  };
}

function sumPhases(counts: readonly EchoSnapshot['due'][]): EchoSnapshot['due'] {
  const sums: Partial<Record<PhaseName, number>> = {};
  for (const count of counts) {
    for (const [phase, number] of Object.entries(count) as [PhaseName, number][]) {
      sums[phase] = (sums[phase] ?? 0) + number;
    }
  }
  return sums;
}
