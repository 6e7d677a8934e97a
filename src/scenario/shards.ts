/**
 * Splits clients over workers so that the shares add up exactly and differ by at most one: 10 over 3 is 4 + 3 + 3.
 * @returns one count per worker, the larger ones first
 * @throws RangeError when an argument is no whole number, or there is no worker
 */
export function splitClients(total: number, workers: number): number[] {
  if (!Number.isSafeInteger(total) || total < 0 || !Number.isSafeInteger(workers) || workers < 1) {
    throw new RangeError(`${total} clients cannot be split over ${workers} workers`);
  }
  const each = Math.floor(total / workers);
  const rest = total % workers;
  return Array.from({ length: workers }, (_, worker) => each + (worker < rest ? 1 : 0));
}
