import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { WireMode } from '../metrics/wire-count.js';

/** Programs each way of counting needs, with the Debian package that has them. */
const tools: Readonly<Record<WireMode, Readonly<Record<string, string>>>> = {
  namespaces: { ip: 'iproute2', unshare: 'util-linux', nsenter: 'util-linux' },
  sockets: { ss: 'iproute2' },
};

/** Bits of the capability set (linux/capability.h). */
const capabilities = { CAP_NET_ADMIN: 12, CAP_SYS_ADMIN: 21 } as const;

/** What is lacking here for counting this way, in words with a remedy; undefined when nothing is. */
export function findMissing(mode: WireMode): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  for (const [tool, debianPackage] of Object.entries(tools[mode])) {
    if (!isInstalled(tool)) return `needs \`${tool}\`: apt-get install ${debianPackage}`;
  }
  if (mode === 'sockets') return undefined;
  const lacking = Object.entries(capabilities).filter(([, bit]) => !hasCapability(bit));
  if (lacking.length === 0) return undefined;
  return `needs root (${lacking.map(([name]) => name).join(', ')}) to make network namespaces`;
}

/** What is lacking here for making packets vanish, in words with a remedy; undefined when nothing is. */
export function findMissingFilter(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (!isInstalled('nft')) return 'needs `nft`: apt-get install nftables';
  if (!hasCapability(capabilities.CAP_NET_ADMIN)) return 'needs root (CAP_NET_ADMIN) to make packets vanish';
  return undefined;
}

function isInstalled(tool: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function hasCapability(bit: number): boolean {
  try {
    const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return effective !== undefined && ((BigInt(`0x${effective}`) >> BigInt(bit)) & 1n) === 1n;
  } catch {
    return false;
  }
}
