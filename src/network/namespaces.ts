import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { countSourceAddresses } from '../system/ports.js';
import { NamespaceCounter } from './namespace-counter.js';
import { NamespaceHolder } from './namespace-holder.js';
import type { Network } from './network.js';
import { nameOutsideLink, removeLink, removeStaleLinks } from './outside-link.js';
import { runTool } from './run-tool.js';

/** Nothing else listens in a fresh namespace; below the ephemeral range like every port of a server under test. */
const port = 18_080;
/** The clients' and the publisher's ends of the two links carry these names. */
const clientLink = 'clients0';
const controlLink = 'control0';
const addressTries = 20;

/** Addresses from the block for benchmarks (RFC 2544 appendix C.2.2), all of one length: they stand in every request's Host. */
interface Addresses {
  readonly server: string;
  readonly control: string;
  readonly clients: readonly string[];
  readonly uplinks: readonly string[];
}

/**
 * Two namespaces joined by a veth pair that carries the clients' traffic and nothing else: one holds the server, one the load
 * workers. Publisher and coordinator stay where they are and reach the server over a second pair.
 *
 *     [ workers ] clients0 ═════ clients0 [ server ] control0 ───── squallPID-N [ publisher, coordinator ]
 *
 * Neighbour entries are permanent and IPv6 is off, so no ARP or neighbour discovery is among the packets; no interface takes
 * more than one segment at a time, so a packet at the interface is a segment on the wire.
 * @throws SquallError SQUALL_WIRE when the kernel does not let it be built
 */
export async function openNamespaces(
  clients: number,
  sourceAddresses?: number,
  extraPorts = 0,
): Promise<Network> {
  await removeStaleLinks();
  const outside = nameOutsideLink();
  const [serverSide, workerSide] = await holdBoth();
  const close = async (): Promise<void> => {
    await removeLink(outside);
    await Promise.all([serverSide.release(), workerSide.release()]);
  };
  try {
    await joinWorkers(workerSide, serverSide);
    const addresses = await joinControl(
      serverSide,
      outside,
      sourceAddresses ?? countSourceAddresses(clients),
    );
    await addressBothSides(workerSide, serverSide, addresses);
    return {
      host: addresses.server,
      port,
      extraPorts: Array.from({ length: extraPorts }, (_, index) => port + 1 + index),
      controlAddress: addresses.control,
      clientAddresses: addresses.clients,
      uplinkAddresses: addresses.uplinks,
      serverPrefix: serverSide.prefix,
      workerPrefix: workerSide.prefix,
      serverTables: serverSide.tables,
      wire: new NamespaceCounter(workerSide.tables, serverSide.tables, clientLink),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function holdBoth(): Promise<[NamespaceHolder, NamespaceHolder]> {
  const first = await NamespaceHolder.make();
  try {
    return [first, await NamespaceHolder.make()];
  } catch (error) {
    await first.release();
    throw error;
  }
}

async function joinWorkers(workerSide: NamespaceHolder, serverSide: NamespaceHolder): Promise<void> {
  await workerSide.configure([
    'link set dev lo up',
    `link add name ${clientLink} address ${macOf('workers')} type veth peer name ${clientLink} address ${macOf('server')} netns ${serverSide.pid}`,
    ...quieten(clientLink),
  ]);
  await serverSide.configure(['link set dev lo up', ...quieten(clientLink)]);
}

/** One segment per packet, and no IPv6 address that would have to be announced. */
function quieten(link: string): string[] {
  return [
    `link set dev ${link} gso_max_segs 1`,
    ...(existsSync('/proc/sys/net/ipv6') ? [`link set dev ${link} addrgenmode none`] : []),
    `link set dev ${link} up`,
  ];
}

/** The link to the outside, with addresses that nothing here has a route to yet. Unique per trial: runs may overlap. */
async function joinControl(
  serverSide: NamespaceHolder,
  outside: string,
  sources: number,
): Promise<Addresses> {
  await runTool(
    ['ip', '-batch', '-'],
    [
      `link add name ${outside} type veth peer name ${controlLink} netns ${serverSide.pid}`,
      ...quieten(outside),
    ].join('\n'),
  );
  await serverSide.configure(quieten(controlLink));
  for (let attempt = 1; ; attempt++) {
    const addresses = drawAddresses(sources);
    try {
      await runTool(
        ['ip', '-batch', '-'],
        [
          `address add ${addresses.control}/32 dev ${outside}`,
          `route add ${addresses.server}/32 dev ${outside} src ${addresses.control}`,
        ].join('\n'),
      );
      return addresses;
    } catch (error) {
      if (attempt === addressTries) throw error;
      await runTool(['ip', 'address', 'flush', 'dev', outside]);
    }
  }
}

async function addressBothSides(
  workerSide: NamespaceHolder,
  serverSide: NamespaceHolder,
  { server, control, clients, uplinks }: Addresses,
): Promise<void> {
  const [gateway = ''] = clients;
  await serverSide.configure([
    `address add ${server}/32 dev ${clientLink}`,
    `neighbour add ${gateway} lladdr ${macOf('workers')} dev ${clientLink} nud permanent`,
    `route add ${gateway}/32 dev ${clientLink} src ${server}`,
    // The clients' other addresses are behind the first, so that one neighbour entry serves them all.
    `route add 198.19.128.0/17 via ${gateway} dev ${clientLink} src ${server}`,
    `route add ${control}/32 dev ${controlLink} src ${server}`,
  ]);
  await workerSide.configure([
    ...[...clients, ...uplinks].map((address) => `address add ${address}/32 dev ${clientLink}`),
    `neighbour add ${server} lladdr ${macOf('server')} dev ${clientLink} nud permanent`,
    `route add ${server}/32 dev ${clientLink} src ${gateway}`,
  ]);
}

function drawAddresses(sources: number): Addresses {
  const [third, last] = [randomInt(100, 128), randomInt(100, 255)];
  return {
    server: `198.18.${third}.${last}`,
    control: `198.19.${third}.${last}`,
    clients: listAddresses(128, sources),
    uplinks: listAddresses(240, sources),
  };
}

function listAddresses(firstBlock: number, count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `198.19.${firstBlock + Math.floor(index / 250)}.${1 + (index % 250)}`,
  );
}

/** Locally administered addresses (IEEE 802 §8.2.2); each pair of namespaces is a world of its own. */
function macOf(side: 'workers' | 'server'): string {
  return side === 'workers' ? '02:00:00:00:00:01' : '02:00:00:00:00:02';
}
