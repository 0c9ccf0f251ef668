import { resolve } from 'node:path';
import { Command } from 'commander';
import { provision } from '../../../scripts/provision/index.ts';
import { EXIT, type ExitCode, ProofloadError } from '../../model/errors.ts';
import type { LoadProfile } from '../../model/load.ts';
import type { PlantedFaults } from '../../model/run.ts';
import type { Topology } from '../../model/topology.ts';
import { DOCUMENTED_TOPOLOGY, serverNames } from '../../model/topology.ts';
import type { OutsideTarget } from '../../run/outside-system.ts';
import { DEFAULT_PLATFORM, loadPlatform, type Platform, platformSlugs } from '../../run/platforms.ts';
import type { FinishedRun } from '../../run/run.ts';
import { clearDead } from '../clear-dead.ts';
import { PLANTS, type Plant, plant, wholeNumber } from '../options.ts';
import { exitCodeOfOutcome, printOutcomes, showOutcome } from '../outcome.ts';
import { type OutsideOptions, outsideTarget } from '../outside-options.ts';
import { requireUsable } from '../own-environment.ts';
import { ProgressDisplay } from '../progress.ts';
import type { Shell } from '../shell.ts';

type VerifyOptions = OutsideOptions & {
  all?: true;
  quick?: true;
  json?: true;
  users?: string;
  rate?: string;
  seed: string;
  port?: string;
  out: string;
  plant?: string[];
};

/** What a run needs before and after its phases on a typical machine; only used to estimate the time left. */
const OVERHEAD_MS = 45_000;
const QUICK_USERS = 2_000;

export function verifyCommand(shell: Shell): Command {
  return new Command('verify')
    .description('Builds a platform, loads it, and judges every target of its design document.')
    .argument('[platform...]', `which platforms (${platformSlugs().join(', ')})`)
    .option('--all', 'every platform')
    .option('--quick', `${QUICK_USERS.toLocaleString('en')} users and short phases: an answer in 90 seconds`)
    .option('--users <n>', 'concurrent users of the closed load, and size of the dataset')
    .option('--rate <n>', 'requests a second of the open load')
    .option('--seed <n>', 'random seed of data and traffic', '1')
    .option('--port <n>', 'port of the balancer (default: a free one)')
    .option('--out <dir>', 'where run folders go', 'runs')
    .option('--plant <fault...>', `prove that the verdict goes red: ${PLANTS}`)
    .option('--target <url>', 'judge a system that is already running, instead of building one')
    .option('--world <file>', 'with --target: its users and their sessions, as its seed wrote them')
    .option(
      '--metrics <url=token...>',
      "with --target: addresses of its servers' /metrics; or put the token of all in METRICS_TOKEN",
    )
    .option('--allow-host <host...>', 'with --target: other hosts than this machine that may be loaded')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      `
Examples:
  npm start -- verify tvet-connect --users 5000 --rate 800
  npm start -- verify --quick --target http://127.0.0.1:8080 --world world.json
`,
    )
    .action((slugs: string[], options: VerifyOptions) => verify(shell, slugs, options));
}

async function verify(shell: Shell, slugs: string[], options: VerifyOptions): Promise<void> {
  requireUsable(shell.env);
  const chosen = options.all ? platformSlugs() : slugs.length > 0 ? slugs : [DEFAULT_PLATFORM];
  const platforms = await Promise.all(chosen.map(loadPlatform));
  const outside = await outsideTarget(options, shell.env);
  if (outside && platforms.length > 1) {
    throw new ProofloadError(
      'INVALID_OPTION',
      '--target is one system, so it needs exactly one platform.',
      `Name one: ${platformSlugs().join(', ')}.`,
    );
  }
  const plans = platforms.map((platform) => planOf(platform, options, outside));
  await clearDead(shell, resolve(options.out));
  await provision({
    need: outside ? ['k6'] : ['k6', 'postgres', 'redis', 'nginx'],
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
  platform: Platform;
  users: number;
  profile: LoadProfile;
  topology: Topology;
  plantedFaults: PlantedFaults;
  randomSeed: number;
  port: number | undefined;
  target?: OutsideTarget;
};

/** Reads and checks every option before anything is started. */
function planOf(
  platform: Platform,
  options: VerifyOptions,
  outside: { target: OutsideTarget; students: number } | null,
): Plan {
  const quick = options.quick === true;
  const mostUsers = outside?.students ?? 200_000;
  const users =
    options.users === undefined
      ? quick
        ? Math.min(QUICK_USERS, mostUsers)
        : Math.min(platform.defaultUsers, mostUsers)
      : wholeNumber('--users', options.users, { min: 1, max: mostUsers });
  const ratePerSec =
    options.rate === undefined
      ? platform.defaultRatePerSec
      : wholeNumber('--rate', options.rate, { min: 1, max: 100_000 });
  const planted = (options.plant ?? []).map(plant);
  const topology: Topology = planted.some(({ kind }) => kind === 'cache-off')
    ? { ...DOCUMENTED_TOPOLOGY, cache: 'none' }
    : DOCUMENTED_TOPOLOGY;
  const randomSeed = wholeNumber('--seed', options.seed, { min: 0, max: 2 ** 31 - 1 });
  const servers = outside ? [] : serverNames(topology); // Proofload only kills servers it started
  return {
    platform,
    users,
    ...(outside && { target: outside.target }),
    profile: platform.profileFor({ users, ratePerSec, quick, servers, randomSeed }),
    topology,
    plantedFaults: plantedFaults(planted),
    randomSeed,
    port:
      options.port === undefined ? undefined : wholeNumber('--port', options.port, { min: 1, max: 65_535 }),
  };
}

function plantedFaults(planted: Plant[]): PlantedFaults {
  const faults: PlantedFaults = {};
  for (const each of planted) {
    if (each.kind === 'slow-statement') {
      faults.slowStatement = { statement: each.statement, delayMs: each.delayMs };
    }
    if (each.kind === 'failed-responses') faults.failedResponseRatio = each.ratio;
    if (each.kind === 'pool') faults.poolMax = each.max;
    if (each.kind === 'blocked-event-loop') faults.blockedEventLoop = ofEverySecond(each);
    if (each.kind === 'table-lock') faults.tableLock = { table: each.table, ...ofEverySecond(each) };
    if (each.kind === 'slow-cache') faults.slowCache = ofEverySecond(each);
    if (each.kind === 'servers-down') faults.serversDown = { forMs: each.forMs };
    if (each.kind === 'paused-server') faults.pausedServer = { forMs: each.forMs };
  }
  return faults;
}

function ofEverySecond({ forMs }: { forMs: number }): { everyMs: number; forMs: number } {
  return { everyMs: 1000, forMs };
}

async function verifyOne(shell: Shell, plan: Plan, options: VerifyOptions): Promise<FinishedRun> {
  const { platform, port, ...rest } = plan;
  const phases = plan.profile.loads.flatMap((load) => load.phases);
  const expectedMs = phases.reduce((sum, phase) => sum + phase.durationMs, OVERHEAD_MS);
  const { runOnce } = await import('../../run/run.ts'); // data is slow to load
  const display = new ProgressDisplay(shell.stderr, () => performance.now(), expectedMs);
  shell.stderr.write(
    `\n  ${platform.title}: ${plan.users.toLocaleString('en')} users, about ${Math.ceil(expectedMs / 60_000)} min\n\n`,
  );
  try {
    const finished = await runOnce({
      ...rest,
      platform,
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
