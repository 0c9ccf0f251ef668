import type { Import, SourceFile } from './source-file.ts';
import { isTest } from './tree.ts';

/** Imports that a part of the code may not have. Tests and their helpers are exempt. */
type Wall = {
  /** whether the rule applies to this file */
  around: (path: string) => boolean;
  forbids: (imported: Import, path: string) => boolean;
  because: string;
};

const isTypeOfModel = ({ target, isTypeOnly }: Import) => isTypeOnly && isIn('harness/model')(target);

/** The file of pure data that a scenario shares with the server of the same platform. */
const documentedOf = (path: string) => `reference-server/${path.split('/')[1]}/documented.ts`;

/** The folders and files that only compute: same input, same output. */
export const isPure = isIn(
  'harness/capacity',
  'harness/model',
  'harness/stats',
  'harness/summary',
  'harness/verdict',
  'harness/load/plan.ts',
  'harness/load/schedules.ts',
);

const WALLS: Wall[] = [
  {
    around: isIn('reference-server'),
    forbids: (imported) =>
      isIn('harness', 'scenarios', 'seed', 'reports', 'scripts', 'bench')(imported.target) &&
      !isTypeOfModel(imported),
    because: 'the reference server is independent, except for types of harness/model',
  },
  {
    around: isIn('reference-server/core'),
    forbids: ({ target }) => isIn('reference-server')(target) && !isIn('reference-server/core')(target),
    because: 'the core of the server must not depend on a platform',
  },
  {
    around: (path) => /^reference-server\/[^/]+\/documented\.ts$/.test(path),
    forbids: ({ isTypeOnly }) => !isTypeOnly,
    because: 'documented figures are pure data: the scenario of the platform imports them too',
  },
  {
    around: isIn('seed'),
    forbids: (imported) =>
      isIn('harness', 'reports', 'scripts', 'bench')(imported.target) &&
      !isIn('harness/model')(imported.target),
    because: 'seeding may use only harness/model of the harness',
  },
  {
    around: isIn('scenarios'),
    forbids: (imported, path) =>
      !isIn('scenarios', 'k6')(imported.target) &&
      !isTypeOfModel(imported) &&
      imported.target !== documentedOf(path),
    because:
      'scenarios run in k6: they import k6, each other, types of harness/model, and the documented figures of their own server',
  },
  {
    around: isIn('harness/model'),
    forbids: ({ target }) => !isIn('harness/model', 'typebox')(target),
    because: 'the model imports the schema library only',
  },
  {
    around: isPure,
    forbids: ({ target, isTypeOnly }) => !isTypeOnly && !isPure(target) && !isIn('typebox')(target),
    because: 'pure code imports pure code and the schema library',
  },
  {
    around: isIn('reports'),
    forbids: ({ target }) =>
      !isIn(
        'reports',
        'harness/model',
        'harness/stats',
        'harness/summary',
        'harness/verdict',
        'vega',
        'vega-lite',
      )(target) && !['node:fs', 'node:crypto'].includes(target),
    because: 'reports may use only the model, the statistics, the summary and the verdict',
  },
  {
    around: (path) => !isIn('harness/cli')(path),
    forbids: ({ target }) => isIn('harness/cli')(target),
    because: 'the command line is the top layer: nothing may import it',
  },
  {
    around: (path) => !isIn('harness/cli', 'scripts', 'bench', 'vitest.config.ts')(path),
    forbids: ({ target }) => isIn('scripts')(target),
    because: 'set-up belongs to programs, not to the parts they use',
  },
  {
    around: (path) => !isIn('bench')(path),
    forbids: ({ target }) => isIn('bench')(target),
    because: 'nothing may depend on the benchmark',
  },
];

/** @returns one line for each import that crosses a wall */
export function crossedWalls(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, imports }) =>
      WALLS.filter(({ around }) => around(path)).flatMap(({ forbids, because }) =>
        imports
          .filter((imported) => forbids(imported, path))
          .map(({ target, line }) => `${path}:${line} imports ${target}: ${because}`),
      ),
    );
}

/** Whether a path is one of these, or below one of these. */
export function isIn(...folders: string[]): (path: string) => boolean {
  return (path) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
