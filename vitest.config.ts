import { defineConfig } from 'vitest/config';

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
          benchmark: { include: ['bench/**/*.bench.ts'] },
          testTimeout: 10_000,
        },
      },
      {
        // Whole processes under load: one file at a time, so that no test measures another's load.
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          benchmark: { include: [] },
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          maxWorkers: 1,
          globalSetup: 'test/support/build.ts',
        },
      },
    ],
  },
});
