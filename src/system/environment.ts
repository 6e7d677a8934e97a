import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, platform, release, totalmem } from 'node:os';
import { readSquallVersion } from './package-root.js';

/** The machine and the versions a run was made with. */
export interface Surroundings {
  squall: string;
  node: string;
  v8: string;
  libraries: Record<string, string>;
  platform: string;
  kernel: string;
  cpu: string;
  cores: number;
  memoryBytes: number;
  fileDescriptorLimit: number | null;
}

/** The libraries that load and figures go through. */
const measuredLibraries = ['ws', 'undici', 'hdr-histogram-js'];

export function describeEnvironment(): Surroundings {
  const processors = cpus();
  return {
    squall: readSquallVersion(),
    node: process.versions.node,
    v8: process.versions.v8,
    libraries: Object.fromEntries(measuredLibraries.map((name) => [name, readLibraryVersion(name)])),
    platform: `${platform()} ${process.arch}`,
    kernel: release(),
    cpu: processors[0]?.model ?? 'unknown',
    cores: Math.max(1, processors.length),
    memoryBytes: totalmem(),
    fileDescriptorLimit: readFileDescriptorLimit(),
  };
}

function readLibraryVersion(name: string): string {
  try {
    const require = createRequire(import.meta.url);
    return (require(`${name}/package.json`) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}

/** How many files and sockets one process may hold; Node.js raises its soft limit to the hard one. Null if unlimited or unknown. */
export function readFileDescriptorLimit(): number | null {
  try {
    const line = readFileSync('/proc/self/limits', 'utf8')
      .split('\n')
      .find((text) => text.startsWith('Max open files'));
    const hard = line?.trim().split(/\s{2,}/)[2];
    return hard === undefined || hard === 'unlimited' ? null : Number(hard);
  } catch {
    return null;
  }
}
