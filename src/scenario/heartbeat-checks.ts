import { type Judgement, reject } from './judgement.js';
import { getAt } from './key-path.js';
import type { Scenario } from './scenario.js';
import { formatDuration } from './units.js';

const insteadOf: Readonly<Record<Exclude<Scenario['transport'], 'websocket'>, string>> = {
  sse: 'an EventSource only receives; use clients.staleAfter, which counts the comments of server.heartbeat as signs of life',
  'long-poll':
    'every poll is answered within poll.hold, which is its heartbeat; use clients.staleAfter above that',
  'short-poll':
    'every poll is answered at once, which is its heartbeat; use clients.staleAfter above poll.period',
};

/**
 * What contradicts itself around pings of the clients' own.
 * @param raw the scenario before it was normalised: a time limit without a ping is gone from the other
 */
export function* checkHeartbeat(
  { transport, clients: { heartbeat } }: Pick<Scenario, 'transport' | 'clients'>,
  raw: unknown,
): Generator<Judgement> {
  if (heartbeat === undefined) {
    if (getAt(raw, ['clients', 'heartbeatTimeout']) === undefined) return;
    const remedy = 'add it, e.g. `heartbeat: 30s`, or use clients.staleAfter';
    yield reject(
      ['clients', 'heartbeatTimeout'],
      'without clients.heartbeat there is no ping to time',
      remedy,
    );
    return;
  }
  if (transport !== 'websocket') {
    yield reject(['clients', 'heartbeat'], `${transport} clients have no ping to send`, insteadOf[transport]);
    return;
  }
  const { everyUs, timeoutUs } = heartbeat;
  if (timeoutUs <= everyUs) return;
  yield reject(
    ['clients', 'heartbeatTimeout'],
    `a pong may take ${formatDuration(timeoutUs)}, but the next ping is due after ${formatDuration(everyUs)}`,
    `use at most ${formatDuration(everyUs)}, or raise clients.heartbeat`,
  );
}
