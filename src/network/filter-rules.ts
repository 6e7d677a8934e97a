/** The client's end of a TCP connection over IPv4; clients of different ports of the server may share an end. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
  readonly serverPort: number;
}

/** Which packets vanish. */
export type VanishingPackets =
  | { readonly kind: 'all' }
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'sockets'; readonly sockets: readonly SocketAddress[] };

export interface FilteredServer {
  readonly host: string;
  /** That clients connect to. */
  readonly ports: readonly number[];
  readonly controlAddress: string;
}

/** Counters of packets that arrived, and of those among them that vanished. */
export const seenCounter = 'seen';
export const droppedCounter = 'dropped';

/** Rules forget their port or sockets this long after they should have been lifted. */
const slackUs = 5_000_000;
/** `numgen random` draws whole numbers below this. */
const parts = 1_000_000;

/**
 * A ruleset for `nft` (nftables 0.9.9 or newer). Packets vanish where they arrive: a sender whose own output hook dropped
 * them would be told (EPERM), and its TCP would behave as it never does on a lossy network. Only a client that is gone sends
 * nothing to begin with, so its packets vanish where they leave.
 *
 * What matches stands in sets whose elements time out by themselves.
 * @param table its name
 * @param lengthUs for how long it is meant to stay
 */
export function listFilterRules(
  table: string,
  { host, ports, controlAddress }: FilteredServer,
  vanishing: VanishingPackets,
  lengthUs: number,
): string {
  const timeout = `timeout ${Math.ceil((lengthUs + slackUs) / 1e6)}s`;
  const passing = [`ip saddr ${controlAddress} accept`, `ip daddr ${controlAddress} accept`];
  if (vanishing.kind === 'sockets') {
    const elements = vanishing.sockets.map(
      (socket) => `${socket.address} . ${socket.port} . ${socket.serverPort} ${timeout}`,
    );
    return block(
      table,
      `set gone { type ipv4_addr . inet_service . inet_service; flags timeout; elements = { ${elements.join(', ')} }; }`,
      chain('arriving', 'input', [`ip saddr ${host} ip daddr . tcp dport . tcp sport @gone counter drop`]),
      chain('leaving', 'output', [`ip daddr ${host} ip saddr . tcp sport . tcp dport @gone counter drop`]),
    );
  }
  const elements = ports.map((port) => `${port} ${timeout}`);
  const [upwards, downwards] = [`ip daddr ${host} tcp dport`, `ip saddr ${host} tcp sport`];
  const chance =
    vanishing.kind === 'all'
      ? ''
      : ` numgen random mod ${parts} < ${Math.max(1, Math.round(vanishing.share * parts))}`;
  return block(
    table,
    `set ports { type inet_service; flags timeout; elements = { ${elements.join(', ')} }; }`,
    `counter ${seenCounter} { }`,
    `counter ${droppedCounter} { }`,
    chain('arriving', 'input', [
      ...passing,
      ...[upwards, downwards].flatMap((towards) => [
        `${towards} @ports counter name ${seenCounter}`,
        `${towards} @ports${chance} counter name ${droppedCounter} drop`,
      ]),
    ]),
  );
}

/** `flags owner` binds the table to the process that made it (Linux 5.12). */
function block(table: string, ...parts: string[]): string {
  return `table inet ${table} {\nflags owner\n${parts.join('\n')}\n}\n`;
}

/** Ahead of every other chain, connection tracking included. */
function chain(name: string, hook: 'input' | 'output', rules: readonly string[]): string {
  const lines = [`type filter hook ${hook} priority -300; policy accept;`, ...rules];
  return `chain ${name} {\n${lines.join('\n')}\n}`;
}
