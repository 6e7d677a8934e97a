import type { Network } from '../network/network.js';
import type { Scenario } from '../scenario/scenario.js';

/** Where one process of the reference server listens. */
export interface ProcessPlace {
  readonly port: number;
  /** Where it takes messages and control requests when clients may have to wait at its port. */
  readonly controlPort: number | undefined;
  /** Address of the hub that it mirrors; undefined: it is its own. */
  readonly upstream: string | undefined;
}

export interface ServerPlaces {
  readonly processes: readonly [ProcessPlace, ...ProcessPlace[]];
  /** Base addresses of the processes, for clients. */
  readonly urls: readonly [string, ...string[]];
  /** Of the hub; undefined when there is one process. */
  readonly hubPort: number | undefined;
  /** Base address for publishing; undefined: that of the one process. */
  readonly publishUrl: string | undefined;
}

/** Ports that a scenario's server needs beside its first. */
export function countExtraPorts(scenario: Scenario): number {
  const { processes } = scenario.server;
  const controls = hasControlPort(scenario) ? processes : 0;
  return processes - 1 + controls + (processes > 1 ? 1 : 0);
}

/** Deals the network's ports to the processes, their control and the hub. */
export function planPlaces(
  scenario: Scenario,
  { host, port, extraPorts }: Pick<Network, 'host' | 'port' | 'extraPorts'>,
): ServerPlaces {
  const { processes, tls } = scenario.server;
  const left = [...extraPorts];
  const address = (at: number): string => `${tls ? 'https' : 'http'}://${host}:${at}`;
  const ports: [number, ...number[]] = [port, ...left.splice(0, processes - 1)];
  const controlPorts = hasControlPort(scenario) ? left.splice(0, processes) : [];
  const [hubPort] = left;
  const upstream = hubPort === undefined ? undefined : address(hubPort);
  const place = (at: number): ProcessPlace => ({
    port: ports[at] ?? port,
    controlPort: controlPorts[at],
    upstream,
  });
  const [controlPort] = controlPorts;
  const publishPort = hubPort ?? controlPort;
  return {
    processes: [place(0), ...ports.slice(1).map((_, index) => place(index + 1))],
    urls: [address(port), ...ports.slice(1).map(address)],
    hubPort,
    publishUrl: publishPort === undefined ? undefined : address(publishPort),
  };
}

/** Whether connections may wait to be accepted for reasons that are under study. */
function hasControlPort({ server, faults }: Scenario): boolean {
  return (
    server.acceptRatePerSecond !== undefined ||
    faults.some((fault) => fault.kind === 'server-restart' && (fault.warmUpUs ?? 0) > 0)
  );
}
