import { endsServer } from '../scenario/fault-schema.js';
import type { Scenario } from '../scenario/scenario.js';
import { usesUplinks } from '../scenario/workload-checks.js';
import type { TransportName } from '../wire/transport-names.js';

/** What a trial will ask of the machine, as far as its limits are concerned. */
export interface PlannedLoad {
  readonly transport: TransportName;
  /** Undefined: as many as will go. */
  readonly clients: number | undefined;
  /** Connections that a client holds: with `echo` those over HTTP have one more, for their own messages. */
  readonly connectionsPerClient: 1 | 2;
  /** Load processes; undefined: as many as suit the cores and descriptors. */
  readonly workers: number | undefined;
  /** Source addresses; undefined: as many as the clients' ports ask for. */
  readonly sourceAddresses: number | undefined;
  /** Undefined: as gently as it takes. */
  readonly rampUpUs: number | undefined;
  readonly backlog: number;
  /** What the server admits. */
  readonly maxConnections: number;
  /** Server processes that share the clients evenly. */
  readonly serverProcesses: number;
  /** Server processes that exist at once: one for each life, all started beforehand. */
  readonly serverLives: number;
  /** Connections that faults end per second, each of which leaves a port resting. */
  readonly churnPerSecond: number;
  /** Clients go through a proxy, whose process has both their connections and its own to the server. */
  readonly hasProxy: boolean;
}

export function describeLoad(scenario: Scenario, sourceAddresses?: number): PlannedLoad {
  const { transport, clients, workers, server, target, faults, proxy } = scenario;
  return {
    transport,
    clients: clients.count,
    connectionsPerClient: usesUplinks(scenario) ? 2 : 1,
    workers,
    sourceAddresses,
    rampUpUs: clients.rampUpUs,
    backlog: server.backlog,
    // What a target may take is not this program's affair.
    maxConnections: target === undefined ? server.maxConnections * server.processes : 0,
    serverProcesses: server.processes,
    serverLives: target === undefined ? countServerProcesses(scenario) : 0,
    churnPerSecond: faults.reduce((sum, fault) => {
      if (fault.kind !== 'disconnect' || fault.everyUs === undefined) return sum;
      return sum + (fault.share * clients.count * 1e6) / fault.everyUs;
    }, 0),
    hasProxy: proxy !== undefined,
  };
}

/** One for each life of each process, and the hub where there are several. */
function countServerProcesses({ server, faults }: Scenario): number {
  const lives = 1 + faults.filter(endsServer).length;
  return server.processes === 1 ? lives : server.processes * lives + 1;
}

/** As many clients of a transport as will go, with a server at its default settings. */
export function describeOpenLoad(transport: TransportName): PlannedLoad {
  return {
    transport,
    clients: undefined,
    connectionsPerClient: 1,
    workers: undefined,
    sourceAddresses: undefined,
    rampUpUs: undefined,
    // As a scenario that says nothing of it has it.
    backlog: 4096,
    maxConnections: Number.POSITIVE_INFINITY,
    serverProcesses: 1,
    serverLives: 1,
    churnPerSecond: 0,
    hasProxy: false,
  };
}
