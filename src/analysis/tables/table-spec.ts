import type { TrialResult } from '../../storage/result.js';
import type { CellValue } from '../report/phrase.js';

export interface ColumnSpec {
  readonly title: string;
  readonly read: (trial: TrialResult) => CellValue;
}

export interface TableSpec {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly ColumnSpec[];
  /** Which trials have something to say here; all when left out. */
  readonly applies?: (trial: TrialResult) => boolean;
}
