import { defineConfig } from 'vitest/config';

// Two projects: statements about functions (parallel, seconds) and statements about real processes (one file at a time).
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.process.test.ts', 'test/**/*.e2e.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'process',
          include: ['test/**/*.process.test.ts'],
          // Deadlines, not expectations: a busy machine may be ten times slower than a quiet one.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
});
