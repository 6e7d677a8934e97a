/**
 * The clients of one worker: worker w of W holds w, w + W, w + 2W, … So shards add up exactly, differ by at most one
 * (10 over 3 is 4 + 3 + 3), and every worker takes part in every stretch of the ramp.
 */
export function listShard(total: number, workers: number, worker: number): number[] {
  const clients: number[] = [];
  for (let client = worker; client < total; client += workers) clients.push(client);
  return clients;
}

/** Position of a client in its worker's shard, or undefined when another worker holds it. */
export function findInShard(client: number, workers: number, worker: number): number | undefined {
  return client % workers === worker ? Math.floor(client / workers) : undefined;
}
