import { cpSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

/**
 * Copies the packages that the TypeScript files of some folders import at run time, with their dependencies, into another
 * node_modules, so that an image holds only the packages that its program needs.
 *   node compose/image/copy-packages.ts <out folder> <folder>...
 */
const IMPORT =
  /^(?:import|export)\s+(?!type\b)[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

/** @returns the sorted names of packages that these files import, without type imports */
export function importedPackages(texts: readonly string[]): string[] {
  const specifiers = texts.flatMap((text) =>
    [...text.matchAll(IMPORT)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic!),
  );
  return [...new Set(specifiers.filter(isPackage).map(packageOf))].sort();
}

function isPackage(specifier: string): boolean {
  return !/^(\.|\/|node:)/.test(specifier) && !builtinModules.includes(specifier);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * @param packagesFolder the node_modules that holds them; a package's own node_modules is copied with it
 * @returns the sorted paths below it of these packages and all their dependencies
 */
export function withDependencies(packagesFolder: string, names: readonly string[]): string[] {
  const found = new Set<string>();
  const waiting = names.map((name) => ({ name, neededBy: 'the sources', isOptional: false }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { name, neededBy, isOptional } = next;
    if (found.has(name)) continue;
    const manifestFile = join(packagesFolder, name, 'package.json');
    if (!existsSync(manifestFile)) {
      if (isOptional) continue;
      throw new Error(`${name}, needed by ${neededBy}, is not in ${packagesFolder}`);
    }
    found.add(name);
    for (const own of nestedManifests(packagesFolder, name)) waiting.push(...dependenciesOf(own, name));
    waiting.push(...dependenciesOf(manifestFile, name));
  }
  return [...found].sort();
}

function nestedManifests(packagesFolder: string, name: string): string[] {
  const folder = join(packagesFolder, name, 'node_modules');
  return globSync(['*/package.json', '@*/*/package.json'], { cwd: folder }).map((path) => join(folder, path));
}

type Needed = { name: string; neededBy: string; isOptional: boolean };

/** Optional peers, and packages in the needing package's own node_modules, may be missing further up. */
function dependenciesOf(manifestFile: string, neededBy: string): Needed[] {
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
  const nested = join(manifestFile, '..', 'node_modules');
  return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).flatMap((name) =>
    existsSync(join(nested, name))
      ? []
      : [
          {
            name,
            neededBy,
            isOptional: manifest.optionalDependencies?.[name] !== undefined || isNested(manifestFile),
          },
        ],
  );
}

function isNested(manifestFile: string): boolean {
  return manifestFile.split('/node_modules/').length > 2;
}

type Manifest = { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> };

if (import.meta.main) {
  const [out, ...folders] = process.argv.slice(2);
  if (!out || folders.length === 0) throw new Error('give the folder to write to, and the folders to read');
  const texts = folders.flatMap((folder) =>
    globSync('**/*.ts', { cwd: folder }).map((path) => readFileSync(join(folder, path), 'utf8')),
  );
  const names = withDependencies('node_modules', importedPackages(texts));
  for (const name of names) {
    const target = join(out, 'node_modules', name);
    mkdirSync(target, { recursive: true });
    cpSync(join('node_modules', name), target, { recursive: true });
  }
  process.stdout.write(`${names.length} packages: ${names.join(' ')}\n`);
}
