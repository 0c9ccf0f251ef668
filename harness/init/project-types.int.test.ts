import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SystemConfig } from '../model/system-config.ts';
import { projectFiles } from './project-files.ts';

/* What TypeScript says of a config that init has written, by the tsconfig.json that it has written. That of the package: scripts/package. */

const ROOT = join(import.meta.dirname, '../..');
const CONFIG: SystemConfig = {
  name: 'Shop',
  url: 'http://127.0.0.1:3000',
  targets: [{ p95Ms: 500 }],
  load: { ratePerSec: 20 },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-project-types-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** @param url the code in place of the address */
async function typeErrors(url: string, types?: string[]): Promise<string> {
  const project = await mkdtemp(join(folder, 'project-'));
  const plan = { schemaVersion: 1 as const, operations: [] };
  for (const [name, text] of Object.entries(projectFiles({ config: CONFIG, plan, variables: [] }))) {
    await mkdir(dirname(join(project, name)), { recursive: true });
    await writeFile(join(project, name), text.replace(`url: '${CONFIG.url}'`, `url: ${url}`));
  }
  const compilerOptions = {
    paths: { proofload: [join(ROOT, 'harness/own/define-system.ts')] },
    ...(types && { types, typeRoots: [join(ROOT, 'node_modules/@types')] }),
  };
  const tsconfig = { extends: './tsconfig.json', compilerOptions, include: ['proofload.config.ts'] };
  await writeFile(join(project, 'linked.json'), JSON.stringify(tsconfig));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--project', 'linked.json'], { cwd: project }, (_, stdout) =>
      resolve(stdout),
    );
  });
}

it('a config may read the environment', async () => {
  expect(await typeErrors(`process.env.SHOP_URL ?? 'http://127.0.0.1:3000'`)).toBe('');
});

it('and is told that a variable may not be set', async () => {
  expect(await typeErrors('process.env.SHOP_URL')).toContain(
    `Type 'string | undefined' is not assignable to type 'string'`,
  );
});

it('but has no more of Node than that, unless the project has its types, which do not contradict', async () => {
  const code = `process.argv[2] ?? process.env.SHOP_URL ?? ''`;
  expect(await typeErrors(code)).toContain(`Property 'argv' does not exist on type 'Process'`);
  expect(await typeErrors(code, ['node'])).toBe('');
});
