import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../src/system/clock.js';
import { RequestError } from './http-answer.js';
import type { ServedConnection } from './transport-server.js';

/** Between two looks at who is still there, milliseconds. */
const longestStepMs = 50;

/**
 * `POST /drain?rate=100&shut=true`: ends the client connections that there are now, in the order in which they were opened, at
 * this rate: the j-th, from 0, is due j/rate after the request. Who comes meanwhile stays.
 * @param shut lets nobody in any more; called first when asked for
 * @returns how many were ended, once the last was
 * @throws RequestError 400 when a parameter is not what it should be
 */
export async function drainConnections(
  listConnections: () => readonly ServedConnection[],
  query: URLSearchParams,
  clock: Clock,
  shut: () => void,
): Promise<number> {
  const ratePerSecond = readRate(query.get('rate'));
  if (readFlag(query.get('shut') ?? 'false')) shut();
  const left = new Set(listConnections());
  const beganUs = clock.nowUs();
  let ended = 0;
  while (left.size > 0) {
    const elapsedUs = clock.nowUs() - beganUs;
    ended += endFirst(listConnections(), left, 1 + Math.floor((elapsedUs * ratePerSecond) / 1e6) - ended);
    const untilNextMs = (ended / ratePerSecond) * 1000 - elapsedUs / 1000;
    if (left.size > 0) await sleep(Math.min(longestStepMs, Math.max(1, untilNextMs)));
  }
  return ended;
}

/** Ends the first `due` of those left that are still there; who has gone by itself is forgotten. */
function endFirst(
  connections: readonly ServedConnection[],
  left: Set<ServedConnection>,
  due: number,
): number {
  const present = connections.filter((connection) => left.has(connection));
  const chosen = present.slice(0, due);
  for (const connection of chosen) connection.end('drain');
  left.clear();
  for (const connection of present.slice(due)) left.add(connection);
  return chosen.length;
}

function readRate(text: string | null): number {
  const rate = text === null || text === '' ? Number.NaN : Number(text);
  if (!(rate > 0 && rate <= 1e6))
    throw new RequestError(400, 'rate must be a number of connections per second');
  return rate;
}

function readFlag(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new RequestError(400, 'shut must be true or false');
  return text === 'true';
}
