import { countPerAddress, mostSourceAddresses, planSourceAddresses } from '../system/ports.js';
import { chooseTarget, judgeClients, type LimitRule, writeCount } from './limit-finding.js';

/**
 * Connections to one server are told apart by source address and port. The system's one address gives each of its ports
 * once; several addresses are filled no further than `countPerAddress`, as long as the kernel finds a port without searching.
 */
export const checkPorts: LimitRule = (load, { ports }) => {
  const range = ports.last - ports.first + 1 - ports.reserved;
  const addresses = load.sourceAddresses ?? mostSourceAddresses;
  const resting = Math.ceil(load.churnPerSecond * ports.restSeconds);
  const perAddress = addresses === 1 ? range : countPerAddress({ first: 1, last: range });
  const carries = Math.max(0, addresses * perAddress - resting);
  const used =
    load.clients === undefined ? 0 : planSourceAddresses(load.clients, load.sourceAddresses).length;
  const spread =
    used === 0
      ? `${addresses === 1 ? 'one source address is' : 'source addresses 127.0.x.x are added as clients ask for them, up to'} ${addresses === 1 ? 'used' : writeCount(addresses)}`
      : `clients are spread over ${used} source addresses`;
  return {
    limit: 'ports',
    title: 'ephemeral ports',
    setting: `${ports.first}–${ports.last}, ${writeCount(ports.reserved)} reserved (ip_local_port_range)`,
    carries,
    verdict: judgeClients(carries, load),
    exact: addresses === 1 && resting === 0,
    explanation: `a source address carries ${writeCount(perAddress)} connections to one server${addresses === 1 ? '' : ' without a search for a free port'}; ${spread}; a closed connection's port rests for ${ports.restSeconds} s`,
    failure: 'EADDRNOTAVAIL',
    remedy:
      'sysctl -w net.ipv4.ip_local_port_range="1024 65535", or leave out --source-addresses so that more addresses are used',
  };
};

/** How long the server may be kept from accepting: what the validity rules let pass as no stall. */
const serverPauseUs = 100_000;

/** Connections that arrive while the server does something else have to find a place in its accept queue. */
export const checkAcceptQueue: LimitRule = (load, { acceptQueue, synQueue }) => {
  const queue = Math.min(load.backlog, acceptQueue ?? load.backlog);
  // A queue of length b holds b + 1: the kernel compares with "greater than" (sk_acceptq_is_full).
  const places = queue + 1;
  const carries =
    load.rampUpUs === undefined
      ? null
      : Math.max(places, Math.floor((places * load.rampUpUs) / serverPauseUs));
  const needed = chooseTarget(carries, load);
  const bound = acceptQueue !== null && acceptQueue < needed;
  return {
    limit: 'accept-queue',
    title: 'accept queue',
    setting: `backlog ${writeCount(load.backlog)}, somaxconn ${writeNumber(acceptQueue)}, syn backlog ${writeNumber(synQueue)}`,
    carries,
    verdict: judgeClients(carries, load),
    exact: false,
    explanation: `${writeCount(places)} connections may arrive during a pause of the server of ${serverPauseUs / 1000} ms: ${writeCount(places * (1e6 / serverPauseUs))} a second`,
    failure: 'LISTEN_OVERFLOW',
    remedy: `lengthen clients.rampUp or raise server.backlog${bound ? ` and sysctl -w net.core.somaxconn=${needed}` : ''}`,
  };
};

/** On loopback both ends share one entry of the table; closed connections keep theirs for two minutes. */
export const checkConntrack: LimitRule = (load, { conntrack }) => {
  if (conntrack === null) return undefined;
  const restSeconds = 120;
  const carries = Math.max(0, conntrack.max - conntrack.count - Math.ceil(load.churnPerSecond * restSeconds));
  return {
    limit: 'conntrack',
    title: 'conntrack entries',
    setting: `${writeCount(conntrack.max)} (nf_conntrack_max), ${writeCount(conntrack.count)} in use`,
    carries,
    verdict: judgeClients(carries, load),
    exact: false,
    explanation: 'where a firewall tracks connections, each takes an entry and keeps it for two minutes',
    failure: 'timeouts: the kernel drops packets of further connections',
    remedy: `sysctl -w net.netfilter.nf_conntrack_max=${conntrack.count + chooseTarget(carries, load)}`,
  };
};

function writeNumber(value: number | null): string {
  return value === null ? 'unknown' : writeCount(value);
}
