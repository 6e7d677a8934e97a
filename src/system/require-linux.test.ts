import { expect, it } from 'vitest';
import { SquallError } from '../errors.js';
import { requireLinux } from './require-linux.js';

it('lets Linux pass', () => {
  expect(() => requireLinux('linux')).not.toThrow();
});

it.each(['darwin', 'win32', 'freebsd'])('refuses %s in one line with a stable code', (platform) => {
  const refuse = (): void => requireLinux(platform);
  expect(refuse).toThrow(SquallError);
  try {
    refuse();
  } catch (error) {
    const { exit } = error as SquallError;
    expect(exit).toBe(2);
    expect((error as SquallError).toLine()).toBe(
      `Squall measures on Linux only, and this is ${platform}; run it on Linux, in a virtual machine or in a container (SQUALL_PLATFORM)`,
    );
  }
});
