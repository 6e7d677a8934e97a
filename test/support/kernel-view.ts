import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Connections of this machine in the kernel's own eyes, beside the program under test. */

/** What `nft -j` has of a table that matters here. */
interface NftObject {
  readonly table?: { readonly name: string };
  readonly set?: {
    readonly name: string;
    readonly elem?: readonly {
      readonly elem: { readonly val: { readonly concat: readonly [string, number, number] } };
    }[];
  };
  readonly counter?: { readonly name: string; readonly packets: number };
}

function listObjects(...args: readonly string[]): readonly NftObject[] {
  const { status, stdout } = spawnSync('nft', ['-j', 'list', ...args], { encoding: 'utf8' });
  if (status !== 0) return [];
  return (JSON.parse(stdout) as { nftables: readonly NftObject[] }).nftables;
}

/** Tables that the run with this process number has put up. */
export function listFilterTables(pid: number): string[] {
  return listObjects('tables').flatMap(({ table }) =>
    table?.name.startsWith(`squall_${pid}_`) ? [table.name] : [],
  );
}

/** A connection by its client's address and port and its server's port. */
export interface SeveredConnection {
  readonly address: string;
  readonly clientPort: number;
  readonly serverPort: number;
}

/** Connections that a table lets nothing through on. */
export function listSevered(table: string): SeveredConnection[] {
  return listObjects('table', 'inet', table).flatMap(({ set }) =>
    (set?.elem ?? []).map(({ elem }) => {
      const [address, clientPort, serverPort] = elem.val.concat;
      return { address, clientPort, serverPort };
    }),
  );
}

/** How many of these connections the kernel has as established: ends at the clients, ends at the server. */
export function countEstablished(severed: readonly SeveredConnection[]): { clients: number; server: number } {
  const atClients = new Set(severed.map(({ clientPort, serverPort }) => `${clientPort} ${serverPort}`));
  const ends = { clients: 0, server: 0 };
  for (const line of readFileSync('/proc/net/tcp', 'latin1').split('\n')) {
    const [, local = '', remote = '', state] = line.trimStart().split(' ', 4);
    if (state !== '01') continue;
    if (atClients.has(`${portOf(local)} ${portOf(remote)}`)) ends.clients++;
    if (atClients.has(`${portOf(remote)} ${portOf(local)}`)) ends.server++;
  }
  return ends;
}

function portOf(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16);
}

/** Counts FIN and RST that arrive at either end of these connections, behind every filter. */
export class EndingWatch {
  readonly #table: string;

  constructor(name: string, severed: readonly SeveredConnection[]) {
    this.#table = name;
    const elements = severed.map(
      ({ address, clientPort, serverPort }) => `${address} . ${clientPort} . ${serverPort}`,
    );
    const rules = `table inet ${name} {
set watched { type ipv4_addr . inet_service . inet_service; elements = { ${elements.join(', ')} }; }
counter endings { }
chain arriving {
type filter hook input priority 0; policy accept;
tcp flags & (fin | rst) != 0 ip saddr . tcp sport . tcp dport @watched counter name endings
tcp flags & (fin | rst) != 0 ip daddr . tcp dport . tcp sport @watched counter name endings
}
}`;
    const { status, stderr } = spawnSync('nft', ['-f', '-'], { input: rules, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }

  get endings(): number | undefined {
    return listObjects('table', 'inet', this.#table).find(({ counter }) => counter?.name === 'endings')
      ?.counter?.packets;
  }

  stop(): void {
    spawnSync('nft', ['delete', 'table', 'inet', this.#table]);
  }
}
