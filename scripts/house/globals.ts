import type { SourceFile } from './source-file.ts';
import { isTest } from './tree.ts';
import { isIn, isPure } from './walls.ts';

/** Programs: the only files that may use arguments, environment, standard streams and exit codes. */
const isProgram = isIn(
  'harness/cli',
  'harness/program',
  'scripts',
  'bench/main.ts',
  'bench/analysis-process.ts',
  'bench/baseline/server.ts',
  'bench/generators/programs',
  'compose/image',
  'compose/prove.ts',
  'compose/seed.ts',
  'compose/write-configuration.ts',
  'harness/calibrate/known-server/main.ts',
  'harness/load/autocannon/worker.ts',
  'harness/system/gate/gate-process.ts',
  'harness/system/supervision/guardian.ts',
  'reference-server/migrate.ts',
  'reference-server/server.ts',
  'reference-server/core/config.ts',
  'reference-server/core/migrate.ts', // node-pg-migrate can be told about its cache by the environment alone
);

// In k6, console is different: what a scenario prints goes to a file that the harness names.
const speaksToConsole = isIn('scenarios');

const PROCESS = /^process\.(argv|env|exit|exitCode|stdin|stdout|stderr|\[)|^process\[/;
const CONSOLE = /^console\b/;
const IMPURE =
  /^(process|console|performance|crypto)\b|^Date\.now$|^new Date\(\)$|^Math\.random$|^fetch$|^set(Timeout|Interval|Immediate)$/;
const CLOCK_OR_CHANCE = /^Date\.now$|^new Date\(\)$|^Math\.random$|^performance\b|^crypto\b/;

type Rule = { around: (path: string) => boolean; forbids: (use: string) => boolean; because: string };

const RULES: Rule[] = [
  {
    around: (path) => !isProgram(path),
    forbids: (use) => PROCESS.test(use),
    because: 'only programs may read arguments and environment, print and exit',
  },
  {
    around: (path) => !isProgram(path) && !speaksToConsole(path),
    forbids: (use) => CONSOLE.test(use),
    because: 'only programs may print',
  },
  {
    around: isPure,
    forbids: (use) => IMPURE.test(use),
    because: 'pure code gets everything it needs as arguments',
  },
  {
    around: isIn('reports'),
    forbids: (use) => CLOCK_OR_CHANCE.test(use),
    because: 'reports must come out the same every time',
  },
];

/** @returns one line for each use of a global that is forbidden in the file's folder */
export function forbiddenGlobals(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, globalUses }) =>
      RULES.filter(({ around }) => around(path)).flatMap(({ forbids, because }) =>
        globalUses
          .filter(({ name }) => forbids(name))
          .map(({ name, line }) => `${path}:${line} uses ${name}: ${because}`),
      ),
    );
}
