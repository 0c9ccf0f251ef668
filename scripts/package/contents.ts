import { globSync } from 'node:fs';
import { isTest } from '../house/tree.ts';

/** Folders whose TypeScript runs in the package, and whose other files (SQL, styles, experiments) are read there. */
const CODE = ['harness', 'reports', 'scenarios', 'seed', 'reference-server', 'scripts/provision'];

/** Files that are needed as they are. Go builds k6 and the object store from their modules on the user's machine. */
const AS_THEY_ARE = [
  'scripts/bootstrap/{lock,step,tether,tethered}.mjs',
  'scripts/k6/**/*.{go,mod,sum}',
  'scripts/object-store/*',
  'docs/schemas/*.json',
  'docs/{ci,commands,errors,experiments,glossary,init,k6,limits,methods,own-system,reading-a-report,tutorial,writing-a-scenario}.md',
];

const NOT_NEEDED = /\.(md|d\.ts)$|_test\.go$|(^|\/)tsconfig\.json$/;
const DOCS = /^docs\//;

export type PackageContents = {
  /** TypeScript, which is built */
  sources: string[];
  /** everything else, which is copied */
  files: string[];
};

/** What the package holds, as paths in the checkout. Tests and what only they use are left out. */
export function packageContents(root: string): PackageContents {
  const ofCode = globSync(
    CODE.map((folder) => `${folder}/**/*.*`),
    { cwd: root },
  );
  const needed = [...ofCode, ...globSync(AS_THEY_ARE, { cwd: root })].filter(
    (path) => DOCS.test(path) || (!isTest(path) && !NOT_NEEDED.test(path)),
  );
  return {
    sources: ['index.ts', ...needed.filter((path) => path.endsWith('.ts'))].sort(),
    files: needed.filter((path) => !path.endsWith('.ts')).sort(),
  };
}
