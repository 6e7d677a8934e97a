import { describe, expect, it } from 'vitest';
import { findReason, ShellCommand } from './shell-command.js';

describe('the reason why a command failed', () => {
  it.each([
    [
      "node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '/x/nosuch.mjs'\n    at Module._load\n\nNode.js v20.20.2\n",
      "Error: Cannot find module '/x/nosuch.mjs'",
    ],
    [
      'Traceback (most recent call last):\n  File "a.py"\nModuleNotFoundError: No module named b\n',
      'ModuleNotFoundError: No module named b',
    ],
    [
      'npm error Missing script: "nosuch"\nnpm error\nnpm error To see a list\n',
      'npm error Missing script: "nosuch"',
    ],
    ['> a@1 build\nsh: 1: tsc: not found\n\n', 'sh: 1: tsc: not found'],
    ['', ''],
  ])('%j', (words, reason) => {
    expect(findReason(words)).toBe(reason);
  });

  it('is told with the status', async () => {
    const command = new ShellCommand(`${process.execPath} nosuch.cjs`, { folder: '/', variables: {} });
    await command.exited;
    await expect.poll(() => command.failure).toMatch(/^status 1: Error: Cannot find module '\/nosuch\.cjs'$/);
  });
});
