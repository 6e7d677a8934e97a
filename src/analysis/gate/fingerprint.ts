import type { Fingerprint } from '../../storage/baseline.js';
import type { Environment } from '../../storage/result.js';

/** What of a run's surroundings its times depend on most. */
export function readFingerprint({
  cpu,
  cores,
  memoryBytes,
  platform,
  kernel,
  node,
}: Omit<Environment, 'coLocated'>): Fingerprint {
  return { cpu, cores, memoryBytes, platform, kernel, node };
}

/**
 * In what two machines differ, in words; empty when times of one may be held against times of the other.
 * @param where the second one is
 */
export function listMachineDifferences(a: Fingerprint, b: Fingerprint, where = 'here'): string[] {
  const words: Readonly<Record<keyof Fingerprint, string>> = {
    cpu: 'CPU',
    cores: 'cores',
    memoryBytes: 'memory',
    platform: 'platform',
    kernel: 'kernel',
    node: 'Node.js',
  };
  return (Object.keys(words) as (keyof Fingerprint)[])
    .filter((key) => a[key] !== b[key])
    .map((key) => `${words[key]} ${a[key]}, ${where} ${b[key]}`);
}
