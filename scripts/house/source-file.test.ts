import { describe, expect, it } from 'vitest';
import { parseSourceFile } from './source-file.ts';

const imports = (text: string) =>
  parseSourceFile('harness/load/a.ts', text).imports.map(({ target, isTypeOnly }) => [target, isTypeOnly]);
const uses = (text: string) => parseSourceFile('a.ts', text).globalUses.map(({ name }) => name);

describe('imports of a file', () => {
  it.each([
    ["import pg from 'pg';", 'pg', false],
    ["import '../model/run.ts';", 'harness/model/run.ts', false],
    ["import { type A, b } from './b.ts';", 'harness/load/b.ts', false],
    // Node strips this to `import {} from './b.ts'`, which loads the file.
    ["import { type A } from './b.ts';", 'harness/load/b.ts', false],
    ["import type { A } from './b.ts';", 'harness/load/b.ts', true],
    ["export { a } from '../../seed/index.ts';", 'seed/index.ts', false],
    ["export type { A } from './b.ts';", 'harness/load/b.ts', true],
    ["export * from './b.ts';", 'harness/load/b.ts', false],
    ["const b = await import('./b.ts');", 'harness/load/b.ts', false],
    ["type A = import('./b.ts').A;", 'harness/load/b.ts', true],
  ])('%s', (text, target, isTypeOnly) => {
    expect(imports(text)).toEqual([[target, isTypeOnly]]);
  });

  it('are ignored in comments and strings', () => {
    expect(imports("// import 'pg';\nconst text = \"import 'pg'\";")).toEqual([]);
  });

  it('have a line number', () => {
    expect(parseSourceFile('a.ts', "\n\nimport 'pg';").imports[0]?.line).toBe(3);
  });
});

describe('uses of globals', () => {
  it.each([
    ['process.argv[2];', ['process.argv']],
    ['const { env, argv } = process;', ['process.env', 'process.argv']],
    ['const p = process;', ['process[...]']],
    ["process['env'];", ['process[...]']],
    ['globalThis.process.env;', ['process.env']],
    ['new Date();', ['new Date()']],
    ['new Date(0);', []],
    ['Date.now();', ['Date.now']],
    ['Math.random();', ['Math.random']],
    ['setTimeout(f, 5);', ['setTimeout']],
    ['clock.now(); event.process.env;', []],
    ["// process.env\nconst text = 'process.env';", []],
  ])('%s', (text, names) => {
    expect(uses(text)).toEqual(names);
  });
});

it('refuses a file that does not parse', () => {
  expect(() => parseSourceFile('a.ts', 'import {')).toThrow('a.ts does not parse');
});
