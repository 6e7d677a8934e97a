import { formatQuantity, nothing } from '../analysis/report/format-quantity.js';
import type { CellValue } from '../analysis/report/phrase.js';

export {
  formatBytes,
  formatCount,
  formatNumber,
  formatPhrase,
  formatQuantity,
  formatShare,
  formatUs,
  nothing,
} from '../analysis/report/format-quantity.js';

export function formatCell(cell: CellValue): string {
  if (cell === null || cell === '') return nothing;
  return typeof cell === 'string' ? cell : formatQuantity(cell);
}

/** The shortest form for machine-readable files: as many digits as the number has, no separators. */
export function formatPlain(value: number | null): string {
  return value === null ? '' : String(Math.round(value * 1e6) / 1e6);
}
