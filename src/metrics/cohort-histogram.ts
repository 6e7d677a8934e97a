/** Name, among a worker's histograms, of the delivery latencies of one cohort. */
export function cohortHistogram(cohort: string): string {
  return `cohort.${cohort}`;
}
