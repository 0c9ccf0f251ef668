import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Three kinds of test, told apart by the file name: `*.test.ts` and `*.prop.test.ts` are pure and fast,
 * `*.int.test.ts` start real servers, `*.e2e.test.ts` run the whole product. The latter two get the machine for
 * themselves, one file at a time.
 */
const globalSetup = 'scripts/testing/stop-with-parent.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, '**/*.int.test.ts', '**/*.e2e.test.ts'],
          globalSetup,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.int.test.ts'],
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
