import { resolve } from 'node:path';
import { Command } from 'commander';
import { provision } from '../../../scripts/provision/index.ts';
import { withUsersPerVu } from '../../load/users-per-vu.ts';
import { EXIT, type ExitCode, ProofloadError } from '../../model/errors.ts';
import { formatCount, formatMeasure, formatNumber } from '../../model/format.ts';
import type { LoadProfile } from '../../model/load.ts';
import type { PlacedPlatform, Sizes } from '../../model/platform.ts';
import type { PlantedDefects } from '../../model/run.ts';
import type { Topology } from '../../model/topology.ts';
import { serverNames } from '../../model/topology.ts';
import { defaultPlatform, loadPlatform, platformSlugs } from '../../run/load-platform.ts';
import type { OutsideTarget } from '../../run/outside-system.ts';
import type { FinishedRun } from '../../run/run.ts';
import { givenStoresIn, programsOf } from '../../system/planned-parts.ts';
import { clearDead } from '../clear-dead.ts';
import { PLANTS, type Plant, plant, wholeNumber } from '../options.ts';
import { exitCodeOfOutcome, printOutcomes, showOutcome } from '../outcome.ts';
import { type OutsideOptions, outsideTarget } from '../outside-options.ts';
import { requireUsable } from '../own-environment.ts';
import { ProgressDisplay } from '../progress.ts';
import type { Shell } from '../shell.ts';
import { DATASET_HELP, type SizeOptions, sizesOf } from '../sizes.ts';

type VerifyOptions = OutsideOptions &
  SizeOptions & {
    all?: true;
    json?: true;
    seed: string;
    usersPerVu: string;
    port?: string;
    out: string;
    plant?: string[];
  };

/** With more, users would often wait for each other. */
const MOST_USERS_PER_VU = 100;

/** What a run needs before and after its phases on a typical machine; only used to estimate the time left. */
const OVERHEAD_MS = 45_000;

export function verifyCommand(shell: Shell): Command {
  return new Command('verify')
    .description('Builds a platform, loads it, and judges every target of its design document.')
    .argument(
      '[platform...]',
      `which platforms (${platformSlugs().join(', ')}), or the path of one of your own`,
    )
    .option('--all', 'every platform')
    .option('--quick', 'fewer users, less data and short phases: an answer in 90 seconds')
    .option('--users <n>', 'concurrent users in the closed load')
    .option(
      '--users-per-vu <n>',
      'users that one virtual user of k6 plays: with more than 1 they share an address and a connection, and take less memory',
      '1',
    )
    .option('--dataset <n>', `${DATASET_HELP} (default: in proportion to --users)`)
    .option('--rate <n>', 'requests a second of the open load')
    .option('--seed <n>', 'random seed of data and traffic', '1')
    .option('--port <n>', 'port of the balancer (default: a free one)')
    .option('--out <dir>', 'where run folders go', 'runs')
    .option('--plant <defect...>', `plant a defect, to prove that the verdict can fail: ${PLANTS}`)
    .option('--target <url>', 'judge a system that is already running, instead of building one')
    .option('--world <file>', 'with --target: its users and their sessions, as its seed wrote them')
    .option(
      '--metrics <url=token...>',
      "with --target: the addresses of its servers' /metrics; METRICS_TOKEN can hold one token for all",
    )
    .option('--allow-host <host...>', 'with --target: hosts other than this machine that may be loaded')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      `
Examples:
  npm start -- verify ${defaultPlatform()} --users 5000 --rate 800
  npm start -- verify --quick --target http://127.0.0.1:8080 --world world.json
`,
    )
    .action((slugs: string[], options: VerifyOptions) => verify(shell, slugs, options));
}

async function verify(shell: Shell, slugs: string[], options: VerifyOptions): Promise<void> {
  requireUsable(shell.env);
  const chosen = options.all ? platformSlugs() : slugs.length > 0 ? slugs : [defaultPlatform()];
  const platforms = await Promise.all(chosen.map(loadPlatform));
  if (options.target !== undefined && platforms.length > 1) {
    throw new ProofloadError(
      'INVALID_OPTION',
      '--target is one system, so it needs exactly one platform.',
      `Name one: ${platformSlugs().join(', ')}.`,
    );
  }
  const outside = await outsideTarget(options, shell.env, platforms[0]!.slug);
  const plans = platforms.map((platform) => planOf(platform, options, outside));
  await clearDead(shell, resolve(options.out));
  await provision({
    need: [
      'k6',
      ...programsOf(outside ? [] : plans.map(({ topology }) => topology), givenStoresIn(shell.env)),
    ],
    env: shell.env,
    log: (line) => shell.stderr.write(`${line}\n`),
    signal: shell.signal,
  });

  const finished: FinishedRun[] = [];
  for (const plan of plans) {
    const run = await verifyOne(shell, plan, options);
    finished.push(run);
    if (run.run.state === 'aborted') break;
  }
  if (options.json) printOutcomes(shell, finished);
  shell.exitWith(exitCodeOf(finished));
}

type Plan = {
  platform: PlacedPlatform;
  sizes: Sizes;
  profile: LoadProfile;
  topology: Topology;
  plantedDefects: PlantedDefects;
  randomSeed: number;
  port: number | undefined;
  target?: OutsideTarget;
};

/** Reads and checks every option before anything is started. */
function planOf(platform: PlacedPlatform, options: VerifyOptions, outside: OutsideTarget | null): Plan {
  const quick = options.quick === true;
  const sizes = sizesOf(platform, options, outside?.userCount ?? null);
  const { users, ratePerSec } = sizes;
  const planted = plantedDefects((options.plant ?? []).map(plant));
  const topology: Topology = planted.cacheOff
    ? { ...platform.documented, cache: 'none' }
    : platform.documented;
  const randomSeed = wholeNumber('--seed', options.seed, { min: 0, max: 2 ** 31 - 1 });
  const servers = outside ? [] : serverNames(topology); // Proofload only kills servers it started
  const usersPerVu = wholeNumber('--users-per-vu', options.usersPerVu, { min: 1, max: MOST_USERS_PER_VU });
  const profile = platform.profileFor({ users, ratePerSec, quick, servers, randomSeed });
  return {
    platform,
    sizes,
    ...(outside && { target: outside }),
    profile: usersPerVu === 1 ? profile : withUsersPerVu(profile, usersPerVu),
    topology,
    plantedDefects: planted,
    randomSeed,
    port:
      options.port === undefined ? undefined : wholeNumber('--port', options.port, { min: 1, max: 65_535 }),
  };
}

function plantedDefects(planted: Plant[]): PlantedDefects {
  const defects: PlantedDefects = {};
  for (const each of planted) {
    if (each.kind === 'cache-off') defects.cacheOff = true;
    if (each.kind === 'slow-statement') {
      defects.slowStatement = { statement: each.statement, delayMs: each.delayMs };
    }
    if (each.kind === 'failed-responses') defects.failedResponseRatio = each.ratio;
    if (each.kind === 'pool') defects.poolMax = each.max;
    if (each.kind === 'blocked-event-loop') defects.blockedEventLoop = ofEverySecond(each);
    if (each.kind === 'table-lock') defects.tableLock = { table: each.table, ...ofEverySecond(each) };
    if (each.kind === 'slow-cache') defects.slowCache = ofEverySecond(each);
    if (each.kind === 'servers-down') defects.serversDown = { forMs: each.forMs };
    if (each.kind === 'paused-server') defects.pausedServer = { forMs: each.forMs };
  }
  return defects;
}

function ofEverySecond({ forMs }: { forMs: number }): { everyMs: number; forMs: number } {
  return { everyMs: 1000, forMs };
}

async function verifyOne(shell: Shell, plan: Plan, options: VerifyOptions): Promise<FinishedRun> {
  const { platform, sizes, port, ...rest } = plan;
  const phases = plan.profile.loads.flatMap((load) => load.phases);
  const expectedMs = phases.reduce((sum, phase) => sum + phase.durationMs, OVERHEAD_MS);
  const { runOnce } = await import('../../run/run.ts'); // data is slow to load
  const display = new ProgressDisplay(shell.stderr, () => performance.now(), expectedMs);
  shell.stderr.write(
    `\n  ${platform.title}: ${announcement(plan)}, about ${Math.ceil(expectedMs / 60_000)} min\n\n`,
  );
  try {
    const finished = await runOnce({
      ...rest,
      platform,
      datasetSize: sizes.dataset,
      runsFolder: resolve(options.out),
      ...(port === undefined ? {} : { port }),
      env: shell.env,
      commandLine: process.argv.slice(2),
      signal: shell.signal,
      onProgress: display.onProgress,
    });
    display.close();
    if (!options.json) showOutcome(shell, finished, platform.title);
    return finished;
  } finally {
    display.close();
  }
}

/** "2,000 users, 1,060 requests/s, on the data of 2,000 accounts". */
function announcement({ platform, sizes, target }: Plan): string {
  const load = `${formatCount(sizes.users, 'user')}, ${formatMeasure(sizes.ratePerSec, 'requests/s')}`;
  return target ? load : `${load}, on the data of ${formatNumber(sizes.dataset)} ${platform.population.unit}`;
}

const WORST_FIRST: ExitCode[] = [
  EXIT.interrupted,
  EXIT.internal,
  EXIT.environment,
  EXIT.usage,
  EXIT.invalid,
  EXIT.fail,
  EXIT.inconclusive,
];

function exitCodeOf(finished: FinishedRun[]): ExitCode {
  const codes = finished.map(({ verdict }) => exitCodeOfOutcome(verdict));
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.pass;
}
