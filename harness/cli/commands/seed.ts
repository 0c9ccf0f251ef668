import { Command } from 'commander';
import { ProofloadError } from '../../model/errors.ts';
import { formatBytes, formatCount } from '../../model/format.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { objectStoreIn } from '../../model/object-store.ts';
import { defaultPlatform, loadPlatform } from '../../run/load-platform.ts';
import { workersHere } from '../../telemetry/machine-limits.ts';
import { clearDead } from '../clear-dead.ts';
import { wholeNumber } from '../options.ts';
import { requireUsable } from '../own-environment.ts';
import { printJson } from '../print-json.ts';
import type { Shell } from '../shell.ts';
import { DATASET_HELP, datasetSizeOf } from '../sizes.ts';

export function seedCommand(shell: Shell): Command {
  return new Command('seed')
    .description(
      'Fills the database that DATABASE_URL names with the data of a platform, and the object store of S3_ENDPOINT, if set. Starts nothing.',
    )
    .argument('<platform>', 'which platform')
    .option('--dataset <n>', DATASET_HELP)
    .option('--seed <n>', 'random seed', '1')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      `\nExample:\n  DATABASE_URL=postgres://user@localhost/data ${proofloadCommand(`seed ${defaultPlatform()} --dataset 1000`)}\n`,
    )
    .action(async (slug: string, options: { dataset?: string; seed: string; json?: true }) => {
      requireUsable(shell.env);
      const platform = await loadPlatform(slug);
      const databaseUrl = shell.env.DATABASE_URL;
      const size = datasetSizeOf(options.dataset) ?? platform.sizes.full.dataset;
      const randomSeed = wholeNumber('--seed', options.seed, { min: 0, max: 2 ** 31 - 1 });
      if (!databaseUrl) {
        throw new ProofloadError(
          'USAGE',
          'DATABASE_URL is not set, so there is no database to fill.',
          'Name one: DATABASE_URL=postgres://user@host/database',
        );
      }
      await clearDead(shell);
      const { putFiles, seedPlatform } = await import('../../../seed/index.ts');
      const { reachingObjectStore } = await import('../../system/storage/store-client.ts');
      const rows = await seedPlatform({
        platform: platform.folders.seed,
        databaseUrl,
        size,
        randomSeed,
        workers: workersHere(),
        signal: shell.signal,
      });
      const store = objectStoreIn(shell.env);
      const data = { platform: platform.folders.seed, size, randomSeed, signal: shell.signal };
      const manifest = store
        ? { ...rows, files: await reachingObjectStore(store, () => putFiles({ ...data, store })) }
        : rows;
      if (options.json) {
        printJson(shell, { kind: 'dataset', dataset: manifest });
        return;
      }
      for (const [table, rows] of Object.entries(manifest.rows)) {
        shell.stdout.write(`  ${table.padEnd(28)} ${formatCount(rows, 'row').padStart(16)}\n`);
      }
      shell.stdout.write(`  ${formatBytes(manifest.bytes)}, fingerprint ${manifest.fingerprint}\n`);
      if (manifest.files) {
        const { count, bytes, fingerprint } = manifest.files;
        const files = formatCount(count, 'file');
        shell.stdout.write(`  ${files}, ${formatBytes(bytes)}, fingerprint ${fingerprint}\n`);
      }
    });
}
