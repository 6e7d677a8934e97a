import { findServerPorts, planSourceAddresses, planUplinkAddresses } from '../system/ports.js';
import { controlAddress } from '../wire/protocol.js';
import type { Network, WireMeter } from './network.js';

/** Chooses the meter for clients of the server at this address. */
export type MeterFor = (host: string, port: number, exceptAddress: string) => WireMeter;

const host = '127.0.0.1';

/** The loopback interface: nothing has to be made for it. */
export async function openLoopback(
  clients: number,
  sourceAddresses?: number,
  extraPorts = 0,
  meterFor?: MeterFor,
): Promise<Network> {
  const [port, ...others] = await findServerPorts(host, 1 + extraPorts);
  return {
    host,
    port,
    extraPorts: others,
    controlAddress,
    clientAddresses: planSourceAddresses(clients, sourceAddresses),
    uplinkAddresses: planUplinkAddresses(clients),
    serverPrefix: [],
    workerPrefix: [],
    serverTables: '/proc/net',
    wire: meterFor?.(host, port, controlAddress),
    close: () => Promise.resolve(),
  };
}
