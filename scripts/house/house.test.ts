import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { platforms } from '../../scenarios/platforms.ts';
import { platform as toy } from '../../testing/toy/scenarios/toy/platform.ts';
import { cyclesBetweenFiles, cyclesBetweenParts } from './cycles.ts';
import { forbiddenGlobals } from './globals.ts';
import { lockFileDefects } from './lock-file.ts';
import { nounsInSharedCode } from './nouns.ts';
import {
  DECISIONS_FOLDER,
  DECISIONS_INDEX,
  DOCUMENTS_INDEX,
  deadLinks,
  indexDefects,
  unknownDecisions,
  unlistedDocuments,
} from './references.ts';
import { forbiddenWords, misshapenFiles } from './shape.ts';
import { listFiles, readTree } from './tree.ts';
import { crossedWalls } from './walls.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const files = readTree(ROOT);
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/**
 * Checks this checkout against the rules of docs/architecture.md and CONTRIBUTING.md. Each rule's own test plants what it must
 * catch. Lint rules could not do this: they know neither type-only imports nor cycles between folders.
 */
describe('the house', () => {
  it('is read', () => {
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['harness/model/errors.ts', 'reference-server/server.ts', 'scripts/run.mjs']),
    );
  });

  it('keeps its walls', () => expect(crossedWalls(files)).toEqual([]));
  it('keeps input, output, clock and chance at the edge', () => expect(forbiddenGlobals(files)).toEqual([]));
  it('has no cycles between parts', () => expect(cyclesBetweenParts(files)).toEqual([]));
  it('has no cycles between files', () => expect(cyclesBetweenFiles(files)).toEqual([]));
  it('has small files with telling names', () => expect(misshapenFiles(files)).toEqual([]));

  it('uses the words of the glossary', () => {
    const others = listFiles(ROOT, 'sql,sh,css').map((path) => ({ path, text: read(path) }));
    expect(forbiddenWords([...files, ...others])).toEqual([]);
  });

  it('mentions a platform only in its three folders and the registry', async () => {
    const loaded = await Promise.all(Object.values(platforms).map((load) => load()));
    const others = ['Dockerfile', ...listFiles(ROOT, 'sql,sh,css,yml,conf,ini,json')]
      .filter((path) => !path.startsWith('package'))
      .map((path) => ({ path, text: read(path) }));
    const all = [...loaded.map(({ platform }) => platform), toy];
    expect(nounsInSharedCode([...files, ...others], all)).toEqual([]);
  });

  it('mentions and lists only decisions that exist, and has no dead links', () => {
    const texts = [
      ...files,
      ...listFiles(ROOT, 'md,sql,sh,yml,go').map((path) => ({ path, text: read(path) })),
      { path: 'Dockerfile', text: read('Dockerfile') },
    ].filter(({ path }) => dirname(path) !== 'scripts/house'); // its tests plant references to what does not exist
    const decisions = texts.map(({ path }) => path).filter((path) => dirname(path) === DECISIONS_FOLDER);
    expect(unknownDecisions(texts, decisions)).toEqual([]);
    expect(indexDefects(read(DECISIONS_INDEX), decisions)).toEqual([]);
    const index = { path: DOCUMENTS_INDEX, text: read(DOCUMENTS_INDEX) };
    const documents = texts.map(({ path }) => path);
    expect(unlistedDocuments(index, documents)).toEqual([]);
    expect(deadLinks(texts, (path) => existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('has a lock file that installs on every platform and from every registry', () => {
    const lockFile = JSON.parse(read('package-lock.json'));
    expect(lockFileDefects(lockFile, JSON.parse(read('package.json')))).toEqual([]);
  });
});
