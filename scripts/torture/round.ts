import { readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from '../../harness/model/verdict.ts';
import { listRuns, type RunFolder, readRun, readVerdict } from '../../harness/store/index.ts';
import { sendSignal } from '../../harness/topology/process-tree.ts';
import { type RunningCommand, startCommand } from './command.ts';
import { carryOut, type Scene, unfill, victimsOf } from './deeds.ts';
import { LOAD_MOMENTS, MOMENTS } from './kinds.ts';
import { hasCome, until } from './moments.ts';
import { LIMITS, type Observed } from './observed.ts';
import { type OutsideDatabase, TORTURED_PLATFORM } from './outside-database.ts';
import type { RoundPlan } from './plan.ts';
import { describeProcess, processesOf, type RoundMark } from './processes.ts';
import { filesWithTokens, tokensIn } from './session-tokens.ts';
import { mountSmallDisk } from './small-disk.ts';
import { noTraces, noteTraces, removeTraces, type Traces, tracesLeft } from './traces.ts';

const LOOK_EVERY_MS = 250;

export type RoundPlace = {
  /** an empty folder of the round's own */
  folder: string;
  /** gets what takes away everything else that the round leaves: its processes first of all */
  cleaning: AsyncDisposableStack;
  database: OutsideDatabase;
  signal: AbortSignal;
};

/**
 * Carries out one round: a run of the real command line, the deed, the commands that come after it, and a look at what is left.
 */
export async function carryOutRound(plan: RoundPlan, place: RoundPlace): Promise<Observed> {
  const startedMs = performance.now();
  const { folder, cleaning, database, signal } = place;
  const mark: RoundMark = { id: `${plan.seed}-${plan.round}-${process.pid}`, folder };
  const temporaryFolder = join(folder, 'tmp');
  const runsFolder = join(folder, 'runs');
  for (const path of [temporaryFolder, runsFolder]) await mkdir(path);
  await chmod(folder, 0o711); // PostgreSQL runs as an account of its own below it
  if (plan.deed === 'fill') cleaning.defer(mountSmallDisk(runsFolder));
  const databaseName = `round_${plan.round}`;
  const databaseUrl = plan.outsideDatabase ? await database.make(databaseName) : null;
  if (databaseUrl !== null) cleaning.defer(() => database.drop(databaseName));
  const traces = noTraces();
  cleaning.defer(() => endAll(mark, traces));

  const command = startCommand({
    args: ['verify', TORTURED_PLATFORM, '--quick', '--users', '60', '--rate', '50', '--out', runsFolder],
    mark,
    temporaryFolder,
    throughLauncher: plan.throughLauncher,
    ...(databaseUrl !== null && { env: { DATABASE_URL: databaseUrl } }),
  });
  const watch = watchRound(mark, runsFolder, traces);
  const scene: Scene = { plan, command, runsFolder, processes: () => processesOf(mark) };
  const isDone = await deed(scene, signal);
  const exit = await until(command.exit, { limitMs: LIMITS.runMs, signal });
  signal.throwIfAborted();
  const left = await until(() => (processesOf(mark).length === 0 ? [] : null), {
    limitMs: LIMITS.goneMs,
    everyMs: 50,
    signal,
  });
  const processes = left ?? processesOf(mark).map(describeProcess);
  const tokens = watch.stop();
  unfill(runsFolder);

  const afterwards: string[] = [await next(['runs', '--out', runsFolder], mark, temporaryFolder, signal)];
  const runFolder = (await listRuns(runsFolder)).runs[0]?.folder ?? null;
  if (runFolder !== null && hadLoad(plan, isDone) && (await verdictOf(runFolder)) === null)
    afterwards.push(await next(['report', runFolder.path], mark, temporaryFolder, signal));
  signal.throwIfAborted();
  return {
    isDone,
    exit,
    output: command.output(),
    afterwards: afterwards.join(''),
    left: {
      processes,
      ...tracesLeft(traces),
      temporary: await readdir(temporaryFolder),
      secrets: await filesWithTokens(runsFolder, tokens),
      connections: databaseUrl === null ? 0 : await openConnections(database, databaseName, signal),
    },
    writes:
      databaseUrl === null
        ? null
        : (await hasAcknowledgements(runFolder))
          ? await database.check(databaseName, runFolder!.k6Folder)
          : [],
    run: runFolder && (await readRun(runFolder)),
    verdict: runFolder && (await verdictOf(runFolder)),
    durationMs: performance.now() - startedMs,
  };
}

/** @returns whether the moment came, the victim was there, and it was done */
async function deed(scene: Scene, signal: AbortSignal): Promise<boolean> {
  const { plan, command, processes } = scene;
  const limits = { limitMs: LIMITS.runMs, signal };
  const moment = await until(async () => {
    if (command.exit() !== null) return 'missed';
    const sight = { output: command.output(), processes: processes() };
    return (await hasCome(plan, sight)) ? 'come' : null;
  }, limits);
  if (moment !== 'come') return false;
  const dueMs = performance.now() + plan.delayMs;
  await until(() => (command.exit() !== null || performance.now() >= dueMs ? true : null), limits);
  if (plan.targets.every((target) => target === 'disk' || target === 'output' || target === 'nobody')) {
    if (command.exit() !== null) return false;
    await carryOut(scene, []);
    return true;
  }
  const victims = await until(() => {
    if (command.exit() !== null) return [];
    const found = victimsOf(plan, processes());
    return found.length > 0 ? found : null;
  }, limits);
  if (!victims || victims.length === 0) return false;
  await carryOut(scene, victims);
  return true;
}

/** Notes, as long as the round runs, what could be left of it: sockets, shared memory, and the tokens of its users. */
function watchRound(mark: RoundMark, runsFolder: string, traces: Traces): { stop(): string[] } {
  let tokens: string[] = [];
  const look = () => {
    noteTraces(
      traces,
      processesOf(mark).map(({ pid }) => pid),
    );
    if (tokens.length === 0) tokens = tokensIn(runsFolder, readFileSync);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return tokens;
    },
  };
}

/** Runs a command that comes after the run. @returns what it printed */
async function next(
  args: string[],
  mark: RoundMark,
  temporaryFolder: string,
  signal: AbortSignal,
): Promise<string> {
  const command: RunningCommand = startCommand({ args, mark, temporaryFolder });
  const exit = await until(command.exit, { limitMs: LIMITS.nextCommandMs, signal });
  if (exit === null) for (const { pid } of processesOf(mark)) sendSignal(pid, 'SIGKILL');
  await command.exited;
  return `$ proofload ${args.join(' ')}\n${command.output()}`;
}

/** Whether the run must have measured something: from the first load on. */
function hadLoad({ moment, victim }: RoundPlan, isDone: boolean): boolean {
  return victim === 'nobody' || (isDone && MOMENTS.indexOf(moment) >= MOMENTS.indexOf(LOAD_MOMENTS[0]!));
}

async function verdictOf(folder: RunFolder): Promise<Verdict | null> {
  return readVerdict(folder).catch(() => null);
}

async function openConnections(
  database: OutsideDatabase,
  name: string,
  signal: AbortSignal,
): Promise<number> {
  const none = await until(async () => ((await database.connections(name)) === 0 ? 0 : null), {
    limitMs: LIMITS.goneMs,
    everyMs: 100,
    signal,
  });
  return none ?? (await database.connections(name));
}

async function hasAcknowledgements(folder: RunFolder | null): Promise<boolean> {
  if (folder === null) return false;
  const names = (await readdir(folder.k6Folder)).filter((name) => /^acks-.*\.log$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder.k6Folder, name), 'utf8')));
  return texts.some((text) => text.includes('ack '));
}

/** Only processes with the round's mark. */
async function endAll(mark: RoundMark, traces: Traces): Promise<void> {
  await until(
    () => {
      const running = processesOf(mark);
      for (const { pid } of running) sendSignal(pid, 'SIGKILL');
      return running.length === 0 ? true : null;
    },
    { limitMs: LIMITS.goneMs },
  );
  removeTraces(traces);
}
