import { setTimeout as sleep } from 'node:timers/promises';
import type { RollingRestartSettings } from '../scenario/faults/rolling-restart.js';
import type { Fault, FaultBeginning } from './fault.js';

type RollingRestart = Omit<RollingRestartSettings, 'kind' | 'atUs'>;

/**
 * Restarts the server's processes one after the other, as an orchestrator does. Each restart has a record of its own. While
 * others are there the server is not away: clients of the process that goes may find another one at once.
 */
export function restartRolling(settings: RollingRestart): Fault {
  return async (context) => {
    const { server, signal } = context;
    const { processes } = server;
    for (const [index, process] of processes.entries()) {
      if (index > 0) await sleep(settings.pauseUs / 1000, undefined, { signal });
      context.begin(describeRestart(settings, index, processes.length));
      const backUs = context.clock.nowUs() + settings.downtimeUs;
      await process.end(settings.mode);
      await sleep(Math.max(0, (backUs - context.clock.nowUs()) / 1000), undefined, { signal });
      context.end(await process.replace());
    }
  };
}

function describeRestart({ mode, downtimeUs }: RollingRestart, index: number, of: number): FaultBeginning {
  const how = `${mode === 'crash' ? 'crash' : 'graceful restart'}, down for ${downtimeUs / 1e6} s`;
  if (of === 1) return { description: how, serverAway: true, mode, share: 1, clients: undefined };
  return {
    description: `process ${index + 1} of ${of}: ${how}`,
    serverAway: false,
    mode: null,
    share: 1 / of,
    clients: undefined,
    process: { index, of },
  };
}
