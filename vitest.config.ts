import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/testing/longest-first.ts';

/**
 * Four kinds of test, told apart by the file name: `*.test.ts` and `*.prop.test.ts` are pure and fast, `*.int.test.ts` start real programs,
 * `*.load.test.ts` load them with k6 (four files at a time: what they expect does not depend on how busy the machine is), and
 * `*.e2e.test.ts` measure, each with the machine for itself.
 */
const OTHER_KINDS = ['**/*.int.test.ts', '**/*.load.test.ts', '**/*.e2e.test.ts'];

const ofEveryKind = {
  globalSetup: 'scripts/testing/stop-with-parent.ts',
  // Node loads every program that a test starts twice as fast from here.
  env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node') },
  // How long a condition is awaited: only a test that fails takes so long, and a busy machine takes ten times as long as a quiet one.
  expect: { poll: { timeout: 60_000, interval: 20 } },
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...ofEveryKind,
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...OTHER_KINDS],
          testTimeout: 60_000, // against what never ends
          maxWorkers: '100%',
          isolate: false, // the files share nothing that they change, and half of the time would go into loading modules again
        },
      },
      {
        test: {
          ...ofEveryKind,
          name: 'integration',
          globalSetup: [ofEveryKind.globalSetup, 'reference-server/testing/postgres-for-all-files.ts'],
          include: ['**/*.int.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          isolate: false, // as for unit tests: a third of the CPU time would go into loading modules again
          maxWorkers: 6, // on two cores too: these tests wait more than they compute
        },
      },
      {
        test: {
          ...ofEveryKind,
          name: 'load',
          include: ['**/*.load.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 4,
        },
      },
      {
        test: {
          ...ofEveryKind,
          name: 'end-to-end',
          include: ['**/*.e2e.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
