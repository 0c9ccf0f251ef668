import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bundleScenario } from '../../harness/load/k6/bundle.ts';
import { findK6 } from '../../harness/system/programs/programs.ts';
import { platforms } from '../../scenarios/platforms.ts';

/* In a container k6 itself plans the load, and its JavaScript has less than Node's. */

it.each(Object.keys(platforms))('k6 plans the load of %s', async (slug) => {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-options-'));
  try {
    const entry = join(folder, 'entry.ts');
    const from = (path: string) => JSON.stringify(join(import.meta.dirname, path));
    await writeFile(
      entry,
      `import { optionsOf } from ${from('options.ts')};
       import { profileFor } from ${from(`../../scenarios/${slug}/profile.ts`)};
       export const options = optionsOf(profileFor);
       export function arrival() {}
       export function user() {}`,
    );
    const bundle = join(folder, 'load.js');
    await bundleScenario(entry, bundle);
    const variables = ['USERS=2000', 'ARRIVAL_RATE_PER_SEC=200', 'QUICK=true', 'RANDOM_SEED=1', 'LOAD='];
    const { path } = await findK6(process.env);
    const { stdout } = await promisify(execFile)(path, [
      'inspect',
      ...variables.flatMap((each) => ['--env', each]),
      bundle,
    ]);
    const { scenarios } = JSON.parse(stdout) as { scenarios: Record<string, { env: object }> };
    expect(Object.keys(scenarios).length).toBeGreaterThan(0);
    for (const { env } of Object.values(scenarios))
      expect(env).toMatchObject({ USERS: expect.any(String), RANDOM_SEED: '1' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
