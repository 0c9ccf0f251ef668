import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { World } from '../../../scenarios/tvet-connect/world.ts';
import { provision } from '../../../scripts/provision/index.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/topology.ts';
import { loadPlatform } from '../../run/platforms.ts';
import type { SystemPlan } from '../../run/prepare-system.ts';
import { removeClaimedFolder } from '../../store/claim.ts';
import { createRunFolder } from '../../store/index.ts';
import { blamingOwnStores } from '../../system/own-stores.ts';
import { partDiedError, Supervisor } from '../../system/supervision/supervisor.ts';
import { diskFolder, makeClaimedHome } from '../../system/supervision/work-folders.ts';
import { clearDead } from '../clear-dead.ts';
import { wholeNumber } from '../options.ts';
import { requireUsable } from '../own-environment.ts';
import { ProgressDisplay } from '../progress.ts';
import type { Shell } from '../shell.ts';

type ServeOptions = { users: string; seed: string; port?: string };

/** How long a small system takes to start and fill; only used to estimate the time left. */
const EXPECTED_MS = 10_000;

export function serveCommand(shell: Shell): Command {
  return new Command('serve')
    .description('Builds and fills a platform and keeps it running, without load, until Ctrl-C.')
    .argument('<platform>', 'which platform')
    .option('--users <n>', 'students', '1000')
    .option('--seed <n>', 'random seed', '1')
    .option('--port <n>', 'port of the balancer (default: a free one)')
    .addHelpText('after', '\nExample:\n  npm start -- serve tvet-connect --port 8080\n')
    .action((slug: string, options: ServeOptions) => serve(shell, slug, options));
}

async function serve(shell: Shell, slug: string, options: ServeOptions): Promise<void> {
  requireUsable(shell.env);
  const platform = await loadPlatform(slug);
  const users = wholeNumber('--users', options.users, { min: 1, max: 1_000_000 });
  const randomSeed = wholeNumber('--seed', options.seed, { min: 0, max: 2 ** 31 - 1 });
  const port =
    options.port === undefined ? {} : { port: wholeNumber('--port', options.port, { min: 1, max: 65_535 }) };
  await clearDead(shell);
  await provision({
    need: ['postgres', 'redis', 'nginx'],
    env: shell.env,
    log: (line) => shell.stderr.write(`${line}\n`),
    signal: shell.signal,
  });

  const { ownStoreLogs, prepare } = await import('../../run/prepare-system.ts');
  const home = await makeClaimedHome(diskFolder());
  const folder = await createRunFolder(home.path, slug);
  const supervisor = await Supervisor.start({ logFile: join(folder.logsFolder, 'guardian.log') });
  const death = Promise.withResolvers<never>();
  death.promise.catch(() => {}); // it may reject before anything awaits it
  supervisor.onUnexpectedExit((exit) => death.reject(partDiedError(exit)));
  const display = new ProgressDisplay(shell.stderr, () => performance.now(), EXPECTED_MS);
  try {
    const plan: SystemPlan = {
      platform,
      topology: DOCUMENTED_TOPOLOGY,
      plantedFaults: {},
      users,
      randomSeed,
      ...port,
      env: shell.env,
      signal: shell.signal,
      onProgress: display.onProgress,
    };
    const { worldFile, system } = await blamingOwnStores(ownStoreLogs(plan, folder), () =>
      prepare(plan, folder, supervisor),
    );
    const world = JSON.parse(await readFile(worldFile, 'utf8')) as World;
    shell.stdout.write(`\n  ${system.baseUrl}\n`);
    shell.stdout.write(
      `  log in as ${world.students[0]![0]} or ${world.lecturers[0]![0]} with the password ${world.password}\n`,
    );
    shell.stdout.write('  Press Ctrl-C to stop it\n\n');
    if (!shell.signal.aborted) await Promise.race([once(shell.signal, 'abort'), death.promise]);
  } finally {
    display.close();
    await supervisor.stopAll();
    await removeClaimedFolder(home.path);
    home.claim.abandon();
  }
}
