import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from '../../harness/model/verdict.ts';
import { listRuns, type RunFolder, readVerdict } from '../../harness/store/index.ts';
import { sendSignal } from '../../harness/system/supervision/process-tree.ts';
import { startCommand } from './command.ts';
import { carryOut, isAboutProcesses, type Scene, unfill, victimsOf } from './deeds.ts';
import { LOAD_MOMENTS, MOMENTS } from './kinds.ts';
import { hasCome, until } from './moments.ts';
import type { Limits, Observed } from './observed.ts';
import type { OutsideDatabase } from './outside-database.ts';
import type { RoundPlan } from './plan.ts';
import { describeProcess, processesOf, type RoundMark } from './processes.ts';
import { filesWithTokens, tokensIn } from './session-tokens.ts';
import { TORTURED_PLATFORM } from './short-loads/platform.ts';
import { mountSmallDisk } from './small-disk.ts';
import { noTraces, noteTraces, removeTraces, type Traces, tracesLeft } from './traces.ts';

const LOOK_EVERY_MS = 250;

export type RoundPlace = {
  /** an empty folder for this round */
  folder: string;
  /** receives the clean-up of everything else that the round leaves; its processes are ended first */
  cleaning: AsyncDisposableStack;
  database: OutsideDatabase;
  signal: AbortSignal;
  limits: Limits;
};

type Round = RoundPlace & { mark: RoundMark; temporaryFolder: string; runsFolder: string };

/** Carries out one round: a run of the real command line, the deed, the commands after it, and a check of what is left. */
export async function carryOutRound(plan: RoundPlan, place: RoundPlace): Promise<Observed> {
  const startedMs = performance.now();
  const { folder, cleaning, database, signal, limits } = place;
  const mark: RoundMark = { id: `${plan.seed}-${plan.round}-${process.pid}`, folder };
  const [temporaryFolder, runsFolder] = [join(folder, 'tmp'), join(folder, 'runs')];
  const round: Round = { ...place, mark, temporaryFolder, runsFolder };
  for (const path of [temporaryFolder, runsFolder]) await mkdir(path);
  await chmod(folder, 0o711); // PostgreSQL runs under its own account in a folder below
  if (plan.deed === 'fill') cleaning.defer(mountSmallDisk(runsFolder));
  const databaseName = `round_${plan.round}`;
  const databaseUrl = plan.outsideDatabase ? await database.make(databaseName) : null;
  if (databaseUrl !== null) cleaning.defer(() => database.drop(databaseName));
  const traces = noTraces();
  cleaning.defer(() => endAll(round, traces));

  const command = startCommand({
    args: ['verify', TORTURED_PLATFORM, '--quick', '--users', '60', '--rate', '50', '--out', runsFolder],
    mark,
    temporaryFolder,
    throughLauncher: plan.throughLauncher,
    ...(databaseUrl !== null && { env: { DATABASE_URL: databaseUrl } }),
  });
  await using watch = watchRound(round, traces);
  const isDone = await deed({ plan, command, runsFolder, processes: () => processesOf(mark) }, round);
  const exit = await until(command.exit, { limitMs: limits.runMs, signal });
  const goneWithin = { limitMs: limits.goneMs, everyMs: 50, signal };
  await until(() => (processesOf(mark).length === 0 ? true : null), goneWithin);
  const processes = processesOf(mark).map(describeProcess);
  signal.throwIfAborted();
  unfill(runsFolder);

  let afterwards = await next(['runs', '--out', runsFolder], round);
  const before = (await listRuns(runsFolder)).runs[0]?.folder ?? null;
  if (before !== null && hadLoad(plan, isDone) && (await verdictOf(before)) === null)
    afterwards += await next(['report', before.path], round);
  signal.throwIfAborted();
  const { folder: runFolder, run } = (await listRuns(runsFolder)).runs[0] ?? { folder: null, run: null };
  const seen = {
    isDone,
    exit,
    output: command.output(),
    afterwards,
    left: {
      processes,
      ...tracesLeft(traces),
      temporary: await readdir(temporaryFolder),
      secrets: await filesWithTokens(runsFolder, watch.tokens()),
      connections: 0,
    },
    writes: null,
    run,
    verdict: runFolder && (await verdictOf(runFolder)),
    durationMs: performance.now() - startedMs,
  };
  if (databaseUrl === null) return seen;
  await until(async () => ((await database.connections(databaseName)) === 0 ? true : null), goneWithin);
  const connections = await database.connections(databaseName);
  const hasWrites = runFolder !== null && (await hasAcknowledgements(runFolder));
  return {
    ...seen,
    left: { ...seen.left, connections },
    writes: hasWrites ? await database.check(databaseName, runFolder.k6Folder) : [],
  };
}

/** @returns whether the moment came, the victim existed and the deed was done */
async function deed(scene: Scene, { signal, limits }: Round): Promise<boolean> {
  const { plan, command, processes } = scene;
  const within = { limitMs: limits.runMs, signal };
  const hasEnded = () => command.exit() !== null;
  await until(async () => {
    const sight = { output: command.output(), processes: processes() };
    return hasEnded() || (await hasCome(plan, sight)) ? true : null;
  }, within);
  const dueMs = performance.now() + plan.delayMs;
  await until(() => (hasEnded() || performance.now() >= dueMs ? true : null), within);
  const victims = await until(() => {
    const found = victimsOf(plan, processes());
    return hasEnded() || found.length > 0 || !isAboutProcesses(plan) ? found : null;
  }, within);
  if (victims === null || hasEnded() || signal.aborted) return false;
  await carryOut(scene, victims);
  return true;
}

/** Records, while the round runs, what could be left behind: sockets, shared memory, and the tokens of its users. */
function watchRound({ mark }: Round, traces: Traces) {
  let tokens: string[] = [];
  const timer = setInterval(() => {
    const processes = processesOf(mark);
    const pids = processes.map(({ pid }) => pid);
    noteTraces(traces, pids);
    const worldFile = processes.find(({ role }) => role === 'k6')?.env.WORLD_FILE;
    if (tokens.length === 0 && worldFile !== undefined) tokens = tokensIn(worldFile);
  }, LOOK_EVERY_MS);
  return { tokens: () => tokens, [Symbol.asyncDispose]: async () => clearInterval(timer) };
}

/** Runs one of the commands after the run. @returns what it printed */
async function next(args: string[], round: Round): Promise<string> {
  const { signal, limits } = round;
  const command = startCommand({ ...round, args });
  const exit = await until(command.exit, { limitMs: limits.nextCommandMs, signal });
  const ended = exit === null ? 'did not end' : `exit code ${exit.code}`;
  return `$ proofload ${args.join(' ')} (${ended})\n${command.output()}`;
}

/** Whether the run must have measured something: from the first load on. */
function hadLoad({ moment }: RoundPlan, isDone: boolean): boolean {
  return isDone && MOMENTS.indexOf(moment) >= MOMENTS.indexOf(LOAD_MOMENTS[0]!);
}

async function verdictOf(folder: RunFolder): Promise<Verdict | null> {
  return readVerdict(folder).catch(() => null);
}

async function hasAcknowledgements({ k6Folder }: RunFolder): Promise<boolean> {
  const names = (await readdir(k6Folder)).filter((name) => /^acks-.*\.ndjson$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(k6Folder, name), 'utf8')));
  return texts.some((text) => text.includes('\n'));
}

/** Ends all processes with the round's mark, and no others. */
async function endAll({ mark, limits }: Round, traces: Traces): Promise<void> {
  await until(
    () => {
      const running = processesOf(mark);
      for (const { pid } of running) sendSignal(pid, 'SIGKILL');
      return running.length === 0 ? true : null;
    },
    { limitMs: limits.goneMs },
  );
  removeTraces(traces);
}
