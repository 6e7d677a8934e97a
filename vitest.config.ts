import { defineConfig } from 'vitest/config';

const wholeProcesses = {
  benchmark: { include: [] },
  testTimeout: 300_000,
  hookTimeout: 300_000,
  globalSetup: 'test/support/build.ts',
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'servers/**/*.test.ts',
            'proof/**/*.test.ts',
            'test/unit/**/*.test.ts',
          ],
          exclude: ['**/*.long.test.ts'],
          benchmark: { include: ['bench/**/*.bench.ts'] },
          testTimeout: 30_000,
          hookTimeout: 30_000,
          maxWorkers: 2,
        },
      },
      {
        // Calculations of seconds, over whole distributions or thousands of files: part of `npm test`, not of the quick check.
        test: {
          name: 'long',
          include: ['src/**/*.long.test.ts'],
          benchmark: { include: [] },
          testTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        // Whole processes that mostly wait, and hold whatever else the machine is doing: two files at a time.
        test: {
          ...wholeProcesses,
          name: 'process',
          include: ['test/process/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Whole processes that fill the machine or measure what it does: one file at a time, after all others.
        test: {
          ...wholeProcesses,
          name: 'process-alone',
          include: ['test/process/alone/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
