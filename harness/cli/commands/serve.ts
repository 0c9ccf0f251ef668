import { once } from 'node:events';
import { join } from 'node:path';
import { Command } from 'commander';
import { provision } from '../../../scripts/provision/index.ts';
import { proofloadCommand } from '../../model/installation.ts';
import type { PlacedPlatform, WorldHeader } from '../../model/platform.ts';
import { printable } from '../../program/printable.mjs';
import { defaultPlatform, loadPlatform } from '../../run/load-platform.ts';
import type { SystemPlan } from '../../run/prepare-system.ts';
import { isInterruption, supervised } from '../../run/supervised.ts';
import { removeClaimedFolder } from '../../store/claim.ts';
import { createRunFolder } from '../../store/index.ts';
import { blamingOwnStores } from '../../system/own-stores.ts';
import { givenStoresIn, programsOf } from '../../system/planned-parts.ts';
import { diskFolder, makeClaimedHome } from '../../system/supervision/work-folders.ts';
import { clearDead } from '../clear-dead.ts';
import { wholeNumber } from '../options.ts';
import { requireUsable } from '../own-environment.ts';
import { ProgressDisplay } from '../progress.ts';
import type { Shell } from '../shell.ts';
import { DATASET_HELP, datasetSizeOf } from '../sizes.ts';

type ServeOptions = { dataset?: string; seed: string; port?: string };

/** How long a small system takes to start and seed; only used to estimate the time left. */
const EXPECTED_MS = 10_000;

export function serveCommand(shell: Shell): Command {
  return new Command('serve')
    .description('Builds and fills a platform and keeps it running, without load, until Ctrl-C.')
    .argument('<platform>', 'which platform')
    .option('--dataset <n>', `${DATASET_HELP} (default: as with verify --quick)`)
    .option('--seed <n>', 'random seed', '1')
    .option('--port <n>', 'port of the balancer (default: a free one)')
    .addHelpText('after', `\nExample:\n  ${proofloadCommand(`serve ${defaultPlatform()} --port 8080`)}\n`)
    .action((slug: string, options: ServeOptions) => serve(shell, slug, options));
}

async function serve(shell: Shell, slug: string, options: ServeOptions): Promise<void> {
  requireUsable(shell.env);
  const platform = await loadPlatform(slug);
  const datasetSize = datasetSizeOf(options.dataset) ?? platform.sizes.quick.dataset;
  const randomSeed = wholeNumber('--seed', options.seed, { min: 0, max: 2 ** 31 - 1 });
  const port =
    options.port === undefined ? {} : { port: wholeNumber('--port', options.port, { min: 1, max: 65_535 }) };
  await clearDead(shell);
  await provision({
    need: programsOf([platform.documented], givenStoresIn(shell.env)),
    env: shell.env,
    log: (line) => shell.stderr.write(`${line}\n`),
    signal: shell.signal,
  });

  const { ownStoreLogs, prepare } = await import('../../run/prepare-system.ts');
  const { readWorld } = await import('../../run/outside-system.ts');
  const home = await makeClaimedHome(diskFolder());
  const folder = await createRunFolder(home.path, platform.slug);
  const display = new ProgressDisplay(shell.stderr, () => performance.now(), EXPECTED_MS);
  const supervision = {
    logFile: join(folder.logsFolder, 'guardian.log'),
    signal: shell.signal,
    interruption: 'The system was stopped before it was ready.',
  };
  try {
    const failure = await supervised(supervision, async ({ supervisor, ending: { signal } }) => {
      const plan: SystemPlan = {
        platform,
        topology: platform.documented,
        plantedDefects: {},
        datasetSize,
        randomSeed,
        ...port,
        env: shell.env,
        signal,
        onProgress: display.onProgress,
      };
      const { worldFile, baseUrl, leave } = await blamingOwnStores(ownStoreLogs(plan, folder), () =>
        prepare(plan, folder, supervisor),
      );
      shell.stdout.write(`\n  ${baseUrl}\n`);
      for (const line of logInLines(platform, await readWorld(worldFile, platform.slug)))
        shell.stdout.write(`  ${printable(line)}\n`);
      shell.stdout.write('  Press Ctrl-C to stop it\n\n');
      if (!signal.aborted) await once(signal, 'abort');
      await leave?.();
      if (!isInterruption(signal.reason)) throw signal.reason; // a part died
    });
    if (failure !== null) throw failure;
  } finally {
    display.close();
    await removeClaimedFolder(home.path);
    home.claim.abandon();
  }
}

/** How one user of each role logs in. */
function logInLines({ population }: PlacedPlatform, { examples, password }: WorldHeader): string[] {
  const roles = new Set(examples.map(({ role }) => role));
  return [...roles].map((role) => {
    const { userId } = examples.find((each) => each.role === role)!;
    const { path, body } = population.logIn(userId, password);
    return `log in as ${role}: POST ${path} ${JSON.stringify(body)}`;
  });
}
