import { SquallError } from '../errors.js';

/**
 * Refuses to measure elsewhere: the load needs all of 127.0.0.0/8 for its source addresses, and the kernel's side of the
 * figures comes from /proc. Commands that only read results work anywhere.
 * @throws SquallError SQUALL_PLATFORM
 */
export function requireLinux(platform: string = process.platform): void {
  if (platform === 'linux') return;
  throw new SquallError(
    'SQUALL_PLATFORM',
    `Squall measures on Linux only, and this is ${platform}`,
    'run it on Linux, in a virtual machine or in a container',
  );
}
