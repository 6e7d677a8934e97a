import { setTimeout as sleep } from 'node:timers/promises';
import type { DrainSettings } from '../scenario/faults/drain.js';
import type { Fault, FaultContext, ServerPart, ServerUnderFault } from './fault.js';

type Drain = Omit<DrainSettings, 'kind' | 'atUs'>;

/**
 * Has the server end its connections in order, so many per second, process after process. With a downtime each process takes no
 * new connections meanwhile and is restarted when its last one has ended.
 */
export function drainServer(settings: Drain): Fault {
  return async (context) => {
    const { processes } = context.server;
    for (const [index, process] of processes.entries()) {
      if (context.signal.aborted) return;
      const part = processes.length === 1 ? undefined : { index, of: processes.length };
      await drainProcess(process, part, settings, context);
    }
  };
}

async function drainProcess(
  process: ServerUnderFault,
  part: ServerPart | undefined,
  { ratePerSecond, downtimeUs }: Drain,
  { clients, signal, clock, begin, end }: FaultContext,
): Promise<void> {
  const restarts = downtimeUs !== undefined;
  const held = clients / (part?.of ?? 1);
  const where = part === undefined ? '' : `process ${part.index + 1} of ${part.of}: `;
  const then = restarts ? `, then a graceful restart, down for ${downtimeUs / 1e6} s` : '';
  const isAway = restarts && part === undefined;
  begin({
    description: `${where}drained at ${ratePerSecond} connections per second${then}`,
    serverAway: isAway,
    mode: isAway ? 'graceful' : null,
    share: 1 / (part?.of ?? 1),
    clients: process.listening ? undefined : [],
    process: part,
    spreadUs: Math.round((held / ratePerSecond) * 1e6),
  });
  await process.drain(ratePerSecond, restarts, signal);
  if (!restarts) return;
  const backUs = clock.nowUs() + downtimeUs;
  await process.end('graceful');
  await sleep(Math.max(0, (backUs - clock.nowUs()) / 1000), undefined, { signal });
  end(await process.replace());
}
