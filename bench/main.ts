import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatNumber } from '../harness/model/format.ts';
import { givenStoresIn, programsOf } from '../harness/system/planned-parts.ts';
import { findK6, findPrograms } from '../harness/system/programs/programs.ts';
import { startStores } from '../harness/system/stores.ts';
import { Supervisor } from '../harness/system/supervision/supervisor.ts';
import { machineFacts } from '../harness/telemetry/provenance.ts';
import { documented } from '../scenarios/tvet-connect/topology.ts';
import { provision } from '../scripts/provision/index.ts';
import { analysis } from './analysis.ts';
import { type Bench, type Benchmark, measure } from './benchmark.ts';
import { cachedRoute } from './cached-route.ts';
import { capacity, capacityInWords } from './capacity.ts';
import { databaseRoute } from './database-route.ts';
import { generator } from './generator.ts';
import { situationInWords } from './generators/in-words.ts';
import { generators } from './generators.ts';
import { measuring } from './measuring.ts';
import { seeding } from './seeding.ts';
import { sensitivity } from './sensitivity.ts';
import { type Spread, spread } from './spread.ts';
import { transfers } from './transfers.ts';
import { users } from './users.ts';

/*
 * `npm run bench [-- name...] [--rounds n]`: measures ratios side by side in one run. Prints one line for each and keeps all
 * rounds in bench-results/. `sensitivity`, `generator`, `generators`, `transfers` and `users` run only when they are named;
 * `generator --before <folder>` measures another checkout alongside this one, `generators` other tools. Never part of the tests: it takes
 * minutes and needs the machine for itself.
 */
// biome-ignore lint/suspicious/noExplicitAny: each benchmark has its own context type, which only it uses
const BENCHMARKS: Benchmark<any>[] = [cachedRoute, databaseRoute, seeding, measuring];
const RESULTS = join(import.meta.dirname, '..', 'bench-results');

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    before: { type: 'string' },
    rate: { type: 'string' },
    users: { type: 'string', default: '2000' },
    uploads: { type: 'string', default: '20' },
    'users-per-vu': { type: 'string', default: '1' },
  },
});
const log = (line: string) => process.stderr.write(`${line}\n`);
await provision({
  need: ['k6', ...programsOf([documented], givenStoresIn(process.env))],
  env: process.env,
  log,
});

const wanted = (name: string) => positionals.length === 0 || positionals.includes(name);
const rounds = Number(values.rounds);

for (const benchmark of BENCHMARKS.filter(({ name }) => wanted(name))) {
  log(`${benchmark.name}: ${benchmark.description}`);
  const measured = await onFreshStores((bench) => measure(benchmark, bench, rounds));
  const ratios = spread(measured.map(({ ours, baseline }) => ours / baseline));
  const ours = spread(measured.map((round) => round.ours));
  const baseline = spread(measured.map((round) => round.baseline));
  await conclude(benchmark, ratios, measured, [
    `ours ${formatNumber(ours.median)} ${benchmark.unit}`,
    `baseline ${formatNumber(baseline.median)} ${benchmark.unit}`,
  ]);
}
if (wanted(capacity.name)) {
  log(`${capacity.name}: ${capacity.description}`);
  const found = await onFreshStores((bench) => capacity.measure(bench, rounds));
  const carried = spread(found.map(({ carriedPerSec }) => carriedPerSec));
  await conclude(capacity, carried, found, [capacity.unit, ...found.map(capacityInWords)]);
}
if (wanted(analysis.name)) {
  log(`${analysis.name}: ${analysis.description}`);
  const folder = await mkdtemp(join(tmpdir(), 'proofload-bench-'));
  try {
    const measured = await analysis.measure({ folder, log }, rounds);
    for (const { of, ...figure } of analysis.figures) {
      const seen = measured.map(of);
      await conclude({ ...figure, isAtMost: true }, spread(seen), seen, [figure.unit]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (positionals.includes(generator.name)) {
  log(`${generator.name}: ${generator.description}`);
  const options = {
    ratePerSec: Number(values.rate ?? 1_200),
    users: Number(values.users),
    before: values.before ?? null,
    rounds,
  };
  const costs = await onFreshStores((bench) => generator.measure(bench, options));
  for (const { checkout, cpuUsPerRequest, heapKbPerUser } of costs) {
    const [cpu, heap] = [cpuUsPerRequest, heapKbPerUser].map(
      ({ median, min, max }) => `${formatNumber(median)} (${formatNumber(min)} to ${formatNumber(max)})`,
    );
    process.stdout.write(`${checkout.padEnd(15)} ${cpu} us of CPU a request, ${heap} KB of heap a user\n`);
  }
  await keep({ name: generator.name, rounds: costs });
}

if (positionals.includes(transfers.name)) {
  log(`${transfers.name}: ${transfers.description}`);
  const measured = await transfers.measure(Number(values.uploads));
  const of = (figure: keyof typeof measured) => formatNumber(measured[figure]);
  process.stdout.write(
    `${transfers.name.padEnd(15)} ${of('uploadsPerSec')} uploads and ${of('downloadsPerSec')} downloads a second, ${of('wrong')} wrong; live heap ${of('heapMbEarly')} MB early, ${of('heapMbLate')} MB late\n`,
  );
  await keep({ name: transfers.name, rounds: [measured] });
}

if (positionals.includes(users.name)) {
  log(`${users.name}: ${users.description}`);
  const options = { users: Number(values.users), usersPerVu: Number(values['users-per-vu']) };
  const measured = await onFreshStores((bench) => users.measure(bench, options));
  const of = (figure: keyof typeof measured) => formatNumber(measured[figure] ?? Number.NaN);
  process.stdout.write(
    `${users.name.padEnd(15)} ${of('users')} users, ${of('alive')} alive in every second; ${of('reported')} answers reported, ${of('served')} served, ${of('failed')} failed; ` +
      `p95 ${of('responseTimeP95Ms')} ms, start delay p99 ${of('startDelayP99Ms')} ms; ${of('memoryMb')} MB\n`,
  );
  await keep({ name: users.name, rounds: [measured] });
}

if (positionals.includes(generators.name)) {
  log(`${generators.name}: ${generators.description}`);
  const options = { ratePerSec: Number(values.rate ?? 1_000), rounds, env: process.env };
  const { skipped, situations } = await onFreshStores((bench) => generators.measure(bench, options));
  for (const name of skipped) process.stdout.write(`${name}: not installed; skipped\n`);
  for (const situation of situations) process.stdout.write(`\n${situationInWords(situation).join('\n')}\n`);
  await keep({ name: generators.name, skipped, rounds: situations });
}

if (positionals.includes(sensitivity.name)) {
  log(`${sensitivity.name}: ${sensitivity.description}`);
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort('Ctrl-C'));
  const rounds = await sensitivity.measure({
    runsFolder: RESULTS,
    env: process.env,
    signal: interruption.signal,
    log,
  });
  await keep({ name: sensitivity.name, rounds });
}

async function onFreshStores<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  const programs = await findPrograms(process.env);
  const k6 = await findK6(process.env);
  const supervisor = await Supervisor.start({ logFile: join(RESULTS, 'logs', 'guardian.log') });
  try {
    const folder = await supervisor.makeWorkFolder();
    const stores = await startStores({ folder, supervisor, programs, topology: documented });
    return await work({ supervisor, programs, k6, stores, folder, log });
  } finally {
    await supervisor.stopAll();
  }
}

/** `isAtMost`: the goal is a limit, and less is better. */
type Measured = { name: string; unit: string; goal: number; isAtMost?: boolean };

/** Prints a line for people, and stores all rounds in a file. */
async function conclude(
  { name, unit, goal, isAtMost = false }: Measured,
  seen: Spread,
  all: unknown[],
  details: string[],
): Promise<void> {
  const [median, min, max] = [seen.median, seen.min, seen.max].map((value) => formatNumber(value));
  const isReached = (isAtMost ? seen.median <= goal : seen.median >= goal) ? 'reached' : 'missed';
  process.stdout.write(
    `${name.padEnd(15)} ${median} (${min} to ${max}), goal ${isAtMost ? 'at most ' : ''}${formatNumber(goal)} ${isReached}; ${details.join(', ')}\n`,
  );
  await keep({ name, unit, goal, rounds: all });
}

async function keep(result: {
  name: string;
  unit?: string;
  goal?: number;
  /** tools that are not installed */
  skipped?: string[];
  rounds: unknown[];
}): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const text = JSON.stringify(
    { schemaVersion: 1, ...result, machine: machineFacts(), at: new Date().toISOString() },
    null,
    2,
  );
  await writeFile(join(RESULTS, `${result.name}.json`), `${text}\n`);
}
