import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedExperiments } from '../../harness/compare/experiment-file.ts';
import { loadPlatform, platformSlugs } from '../../harness/run/load-platform.ts';
import { type BuiltPlatform, type Ledger, parseLedger } from './ledger.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

export function readLedger(): Ledger {
  return parseLedger(readFileSync(join(ROOT, 'docs/ledger.json'), 'utf8'));
}

/** The targets of every built platform, and the claims of documents that its experiments test. */
export function builtPlatforms(): Promise<BuiltPlatform[]> {
  return Promise.all(
    platformSlugs().map(async (slug) => {
      const platform = await loadPlatform(slug);
      const experiments = await shippedExperiments(platform);
      return {
        slug,
        targets: platform.targets.map(({ id, statement, phases }) => ({
          id,
          file: `scenarios/${slug}/targets.ts`,
          how: `${statement} (${phases.join(', ')})`,
        })),
        claims: experiments.flatMap(({ name, claim }) =>
          claim
            ? [{ id: claim.id, file: `scenarios/${slug}/experiments/${name}.json`, how: claim.statement }]
            : [],
        ),
      };
    }),
  );
}
