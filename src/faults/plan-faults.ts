import { listFaultInstants } from '../scenario/fault-instants.js';
import { endsServer, type FaultSettings } from '../scenario/fault-schema.js';
import { disconnectClients } from './disconnect.js';
import { drainServer } from './drain.js';
import type { Fault } from './fault.js';
import { blackholeNetwork } from './packet-blackhole.js';
import { losePackets } from './packet-loss.js';
import { restartRolling } from './rolling-restart.js';
import { restartServer } from './server-restart.js';
import { stallServer } from './stall.js';
import { applyToxic } from './toxic.js';
import { vanishClients } from './vanish.js';

/** One injection on the trial's plan; `atUs` counts from the start of the measured part. */
export interface PlannedFault {
  readonly atUs: number;
  readonly kind: FaultSettings['kind'];
  /** It ends the server, so it waits for others that do: a server that is still stopping cannot be stopped again. */
  readonly endsServer: boolean;
  readonly inject: Fault;
}

/** All injections of a trial in order of time, repeated ones written out until the measured part ends. */
export function planFaults(faults: readonly FaultSettings[], durationUs: number): PlannedFault[] {
  return faults
    .flatMap((settings) => {
      const inject = createFault(settings);
      return listFaultInstants(settings, durationUs).map((atUs) => ({
        atUs,
        kind: settings.kind,
        endsServer: endsServer(settings),
        inject,
      }));
    })
    .sort((a, b) => a.atUs - b.atUs);
}

function createFault(settings: FaultSettings): Fault {
  switch (settings.kind) {
    case 'server-restart':
      return restartServer(settings);
    case 'rolling-restart':
      return restartRolling(settings);
    case 'drain':
      return drainServer(settings);
    case 'disconnect':
      return disconnectClients(settings);
    case 'stall':
      return stallServer(settings);
    case 'packet-blackhole':
      return blackholeNetwork(settings);
    case 'packet-loss':
      return losePackets(settings);
    case 'vanish':
      return vanishClients(settings);
    default:
      return applyToxic(settings);
  }
}
