import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownSystem } from '../harness/own/own-system.ts';
import { readConfig } from '../harness/own/read-config.ts';
import { blocksOf, fileOf } from './document-blocks.ts';

/*
 * The code in the documents: TypeScript that imports from the package is type-checked, and files that a page has its reader save are read as
 * `verify` reads them. Code without an import is part of something else.
 */
const ROOT = join(import.meta.dirname, '..');
const PAGES = ['own-system', 'tutorial', 'writing-a-scenario'];
/** What the names of the package stand for here, as its exports say. */
const PACKAGE = {
  proofload: [join(ROOT, 'index.ts')],
  'proofload/scenario': [join(ROOT, 'scenarios/lib/own/index.ts')],
};
const RUNS_IN_K6 = /^import .* from 'proofload\/scenario';$/m;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-documents-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const pageOf = async (name: string) => blocksOf(await readFile(join(ROOT, 'docs', `${name}.md`), 'utf8'));

/** What the compiler says of these files, which are a config, or what runs in k6. */
async function typeProblems(where: string, files: Record<string, string>, isForK6: boolean): Promise<string> {
  const project = join(folder, where);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, name)), { recursive: true });
    await writeFile(join(project, name), text);
  }
  await writeFile(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      extends: join(ROOT, isForK6 ? 'scenarios/tsconfig.json' : 'tsconfig.json'),
      compilerOptions: {
        module: 'esnext',
        moduleResolution: 'bundler',
        paths: PACKAGE,
        typeRoots: [join(ROOT, 'node_modules/@types')],
      },
      include: ['*.ts', ...(isForK6 ? [join(ROOT, 'scenarios/lib/*.d.ts')] : [])],
      exclude: [],
    }),
  );
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--project', project], (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

describe.each(PAGES)('docs/%s.md', (page) => {
  it.each<[string, boolean]>([
    ['configs', false],
    ['code for k6', true],
  ])('has %s without a type error', async (kind, isForK6) => {
    const blocks = (await pageOf(page)).filter(
      ({ language, text }) =>
        language === 'ts' && /^import /m.test(text) && RUNS_IN_K6.test(text) === isForK6,
    );
    const files = Object.fromEntries(blocks.map(({ text }, at) => [`block-${at + 1}.ts`, text]));
    if (blocks.length > 0) expect(await typeProblems(`${page}-${kind}`, files, isForK6)).toBe('');
    else expect([page, kind]).toEqual(['tutorial', 'code for k6']);
  });
});

it('code with a misspelt field is noticed', async () => {
  const [config] = (await pageOf('tutorial')).filter(({ language }) => language === 'ts');
  const misspelt = config!.text.replace('p95Ms', 'p95ms');
  expect(await typeProblems('misspelt', { 'config.ts': misspelt }, false)).toContain(
    "'p95ms' does not exist",
  );
  const wrong = `import type { Check } from 'proofload/scenario';\nexport const check: Check = { path: 'a', is: 'lst' };\n`;
  expect(await typeProblems('wrong', { 'check.ts': wrong }, true)).toContain('TS2');
});

it.each(['tutorial', 'writing-a-scenario'])(
  'the files of docs/%s.md are a system that can be verified',
  async (page) => {
    const project = join(folder, `${page}-project`);
    await mkdir(project);
    for (const block of await pageOf(page)) {
      const file = fileOf(block);
      if (file !== null) await writeFile(join(project, file), block.text);
    }
    const { platform, world } = ownSystem(await readConfig(join(project, 'proofload.config.ts'), 1));
    expect(platform.targets.length).toBeGreaterThan(1);
    expect(world.input.traffic.journeys.length).toBeGreaterThan(0);
  },
);
