import type { OpenNetwork } from '../network/network.js';
import type { TimelineRow } from '../storage/result.js';
import type { Clock } from '../system/clock.js';
import type { Recruit } from './crew.js';
import type { ProgressEvent } from './progress-event.js';

/** What a trial needs from the run it is part of. */
export interface TrialSurroundings {
  readonly clock: Clock;
  readonly recruit: Recruit;
  /** Makes the network of the trial. */
  readonly openNetwork: OpenNetwork;
  /** Load processes to use. */
  readonly workers: number;
  /** For files that are gone after the trial. */
  readonly scratchDirectory: string;
  /** Where a flawed server keeps its log, beside the trial's other files. */
  readonly flawLog: string;
  /** Folder of the scenario: a target's files and commands are named from there. */
  readonly folder: string;
  /** Aborted when the run is to end early. */
  readonly signal: AbortSignal;
  readonly emit: (event: ProgressEvent) => void;
  readonly onTimelineRows: (rows: readonly TimelineRow[]) => void;
  /** Planned length of the trials after this one. */
  readonly laterUs: number;
  /** Source addresses to spread clients over; undefined: as many as their ports ask for. */
  readonly sourceAddresses?: number | undefined;
}
