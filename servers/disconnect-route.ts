import { chooseIndices, randomStream } from '../src/system/random.js';
import { RequestError } from './http-answer.js';
import type { ServedConnection } from './transport-server.js';

/**
 * `POST /disconnect?share=0.2&how=close&seed=7`: ends a share of the client connections from the server's side.
 * The same seed and number of connections always choose the same places in the order of arrival.
 * @returns how many were ended: `round(share × connections)`
 * @throws RequestError 400 when a parameter is not what it should be
 */
export function disconnectShare(connections: readonly ServedConnection[], query: URLSearchParams): number {
  const share = readShare(query.get('share'));
  const how = readHow(query.get('how') ?? 'close');
  const seed = readSeed(query.get('seed') ?? '1');
  const count = Math.round(share * connections.length);
  const chosen = chooseIndices(randomStream(seed, 'disconnect'), connections.length, count);
  for (const index of chosen) (connections[index] as ServedConnection).end(how);
  return chosen.length;
}

function readShare(text: string | null): number {
  const share = text === null || text === '' ? Number.NaN : Number(text);
  if (!(share >= 0 && share <= 1)) throw new RequestError(400, 'share must be a number from 0 to 1');
  return share;
}

function readHow(text: string): 'close' | 'reset' {
  if (text !== 'close' && text !== 'reset') throw new RequestError(400, 'how must be close or reset');
  return text;
}

function readSeed(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new RequestError(400, 'seed must be a whole number');
  return Number(text);
}
