import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Four kinds of test, told apart by the file name: `*.test.ts` and `*.prop.test.ts` are pure and fast, `*.int.test.ts` start real servers,
 * `*.load.test.ts` drive k6 against them, `*.e2e.test.ts` run the whole product. Where load is measured, a file has the machine for itself.
 */
const globalSetup = 'scripts/testing/stop-with-parent.ts';

const OTHER_KINDS = ['**/*.int.test.ts', '**/*.load.test.ts', '**/*.e2e.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...OTHER_KINDS],
          testTimeout: 60_000, // against what never ends; a busy machine takes ten times as long as a quiet one
          maxWorkers: '100%',
          globalSetup,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.int.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          globalSetup,
        },
      },
      {
        test: {
          name: 'load',
          include: ['**/*.load.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          globalSetup,
        },
      },
      {
        test: {
          name: 'end-to-end',
          include: ['**/*.e2e.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          globalSetup,
        },
      },
    ],
  },
});
