import type { SourceFile } from './source-file.ts';
import { isTest } from './tree.ts';

/**
 * Finds parts of the code that depend on each other. A part is a folder of harness/ or scripts/, or another folder at the root. Type
 * imports count: two parts that cannot be understood without each other are one part.
 * @returns one line for each cycle, e.g. "harness/load -> harness/system -> harness/load"
 */
export function cyclesBetweenParts(files: readonly SourceFile[]): string[] {
  return cycles(files, partOf, () => true);
}

/** Finds files that import each other at run time. */
export function cyclesBetweenFiles(files: readonly SourceFile[]): string[] {
  return cycles(
    files,
    (path) => path,
    ({ isTypeOnly }) => !isTypeOnly,
  );
}

function cycles(
  files: readonly SourceFile[],
  nodeOf: (path: string) => string,
  counts: (imported: { isTypeOnly: boolean }) => boolean,
): string[] {
  const ours = new Set(files.map(({ path }) => path));
  const edges = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    if (isTest(path)) continue;
    const from = nodeOf(path);
    const targets = imports.filter((imported) => ours.has(imported.target) && counts(imported));
    for (const { target } of targets) {
      const to = nodeOf(target);
      if (to !== from) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  return [...edges.keys()].sort().flatMap((start) => {
    const path = shortestPath(edges, start, start);
    // Each cycle is reported once, from its alphabetically first node.
    return path?.every((node) => node >= start) ? [path.join(' -> ')] : [];
  });
}

function shortestPath(
  edges: ReadonlyMap<string, ReadonlySet<string>>,
  start: string,
  goal: string,
): string[] | null {
  const paths = [[start]];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const next of edges.get(path.at(-1) as string) ?? []) {
      if (next === goal) return [...path, next];
      if (seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return null;
}

function partOf(path: string): string {
  const [first = '', second = '', ...rest] = path.split('/');
  return ['harness', 'scripts'].includes(first) && rest.length > 0 ? `${first}/${second}` : first;
}
