import pg from 'pg';
import { ConfigError } from './core/config.ts';
import { migrate } from './core/migrate.ts';
import { loadPlatform } from './load-platform.ts';

/*
 * Runs the migrations that the database of a platform lacks. It may be killed and run again:
 *
 *     PLATFORM=<name> DATABASE_URL=<url> node reference-server/migrate.ts
 */

const EXIT_USAGE = 2;
const EXIT_ENVIRONMENT = 5;

async function main({ PLATFORM, DATABASE_URL }: NodeJS.ProcessEnv): Promise<void> {
  if (!PLATFORM || !DATABASE_URL) throw new ConfigError('PLATFORM and DATABASE_URL must be set');
  const { migrations } = await loadPlatform(PLATFORM);
  if (migrations === undefined) throw new ConfigError(`${PLATFORM} has no migrations`);
  const client = new pg.Client(DATABASE_URL);
  await client.connect();
  try {
    const names = await migrate(client, migrations);
    process.stdout.write(`${JSON.stringify({ migrated: names })}\n`);
  } finally {
    await client.end();
  }
}

main(process.env).catch((error: Error) => {
  process.stderr.write(`${JSON.stringify({ level: 60, msg: error.message })}\n`);
  process.exit(error instanceof ConfigError ? EXIT_USAGE : EXIT_ENVIRONMENT);
});
