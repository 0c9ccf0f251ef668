import { Command } from 'commander';
import { ProofloadError } from '../../model/errors.ts';
import { formatBytes, formatCount } from '../../model/format.ts';
import { loadPlatform } from '../../run/platforms.ts';
import { workersHere } from '../../telemetry/machine-limits.ts';
import { clearDead } from '../clear-dead.ts';
import { wholeNumber } from '../options.ts';
import { requireUsable } from '../own-environment.ts';
import type { Shell } from '../shell.ts';

export function seedCommand(shell: Shell): Command {
  return new Command('seed')
    .description('Fills the database that DATABASE_URL names with the data of a platform. Starts nothing.')
    .argument('<platform>', 'which platform')
    .option('--users <n>', 'students')
    .option('--seed <n>', 'random seed', '1')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      '\nExample:\n  DATABASE_URL=postgres://user@localhost/tvet npm start -- seed tvet-connect --users 1000\n',
    )
    .action(async (slug: string, options: { users?: string; seed: string; json?: true }) => {
      requireUsable(shell.env);
      const platform = await loadPlatform(slug);
      const databaseUrl = shell.env.DATABASE_URL;
      const users =
        options.users === undefined
          ? platform.defaultUsers
          : wholeNumber('--users', options.users, { min: 1, max: 1_000_000 });
      const randomSeed = wholeNumber('--seed', options.seed, { min: 0, max: 2 ** 31 - 1 });
      if (!databaseUrl) {
        throw new ProofloadError(
          'USAGE',
          'DATABASE_URL is not set, so there is no database to fill.',
          'Name one: DATABASE_URL=postgres://user@host/database',
        );
      }
      await clearDead(shell);
      const { seedPlatform } = await import('../../../seed/index.ts');
      const manifest = await seedPlatform({
        platform: slug,
        databaseUrl,
        users,
        randomSeed,
        workers: workersHere(),
        signal: shell.signal,
      });
      if (options.json) {
        shell.stdout.writeJson(manifest);
        return;
      }
      for (const [table, rows] of Object.entries(manifest.rows)) {
        shell.stdout.write(`  ${table.padEnd(28)} ${formatCount(rows, 'row').padStart(16)}\n`);
      }
      shell.stdout.write(`  ${formatBytes(manifest.bytes)}, fingerprint ${manifest.fingerprint}\n`);
    });
}
