import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleScenario } from '../../harness/load/k6/bundle.ts';
import { platforms } from '../../scenarios/platforms.ts';

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');

/** Bundles every platform's scenario with the options of its loads for the image "load":  node compose/image/bundle-load.ts <out folder> */
const [out] = process.argv.slice(2);
if (!out) throw new Error('give the folder to write to');
const folder = await mkdtemp(join(tmpdir(), 'proofload-load-'));
for (const slug of Object.keys(platforms)) {
  const entry = join(folder, `${slug}.ts`);
  await writeFile(entry, entryOf(slug));
  await bundleScenario(entry, join(out, `${slug}.js`));
}
await rm(folder, { recursive: true });

function entryOf(slug: string): string {
  const path = (file: string) => JSON.stringify(join(PROJECT_FOLDER, file));
  return `
    import { optionsOf } from ${path('compose/load/options.ts')};
    import { profileFor } from ${path(`scenarios/${slug}/profile.ts`)};
    export { arrival, user } from ${path(`scenarios/${slug}/journeys.ts`)};
    export const options = optionsOf(profileFor);
  `;
}
