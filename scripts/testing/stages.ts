import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, countVitest, type VitestReport } from './counts.ts';
import { runNode } from './run-node.ts';

/** A stage of the test run. A slow stage only runs if everything before it passed. */
export type Stage = {
  name: string;
  kind: 'check' | 'tests';
  isSlow: boolean;
  run: (context: StageContext) => Promise<Counts>;
};

export type StageContext = {
  root: string;
  /** what the user passed after `npm test --`: file filters and options for Vitest */
  vitestArgs: readonly string[];
  signal: AbortSignal;
};

export const STAGES: readonly Stage[] = [
  staticCheck('lint and format', ['@biomejs/biome/bin/biome', 'check', '.']),
  staticCheck('types', ['typescript/bin/tsc', '--noEmit']),
  staticCheck('types of scenarios', ['typescript/bin/tsc', '--noEmit', '--project', 'scenarios']),
  vitest('unit', { isSlow: false }),
  vitest('integration', { isSlow: true }),
  vitest('load', { isSlow: true }),
  vitest('end-to-end', { isSlow: true }),
];

function staticCheck(name: string, [program = '', ...args]: string[]): Stage {
  return {
    name,
    kind: 'check',
    isSlow: false,
    run: async ({ root, signal }) => {
      const exitCode = await runNode([join(root, 'node_modules', program), ...args], root, signal);
      return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
    },
  };
}

function vitest(project: string, { isSlow }: { isSlow: boolean }): Stage {
  return {
    name: `${project} tests`,
    kind: 'tests',
    isSlow,
    run: async ({ root, vitestArgs, signal }) => {
      const folder = await mkdtemp(join(tmpdir(), 'proofload-tests-'));
      const reportFile = join(folder, 'report.json');
      // With a filter, a project may have no files. Without one, a project without files is an error.
      const filtered = vitestArgs.length > 0 ? ['--passWithNoTests', ...vitestArgs] : [];
      const args = [
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${reportFile}`,
        ...filtered,
      ];
      try {
        const exitCode = await runNode([join(root, 'node_modules/vitest/vitest.mjs'), ...args], root, signal);
        return countVitest(await readReport(reportFile), exitCode);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

async function readReport(file: string): Promise<VitestReport | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : JSON.parse(text);
}
