import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleScenario } from '../harness/load/k6/bundle.ts';
import type { Environment } from '../harness/system/programs/programs.ts';
import type { World } from '../scenarios/tvet-connect/world.ts';
import type { Bench } from './benchmark.ts';
import { throughputOf } from './closed-loop.ts';
import { toolPath } from './generators/find-tool.ts';
import type { SituationResult, ToolResult } from './generators/in-words.ts';
import { TOOLS } from './generators/index.ts';
import { type Context, measureTool } from './generators/measure-tool.ts';
import { startServer } from './generators/start-server.ts';
import { type Found, type Offer, pathOf, type Tool, type User } from './generators/tool.ts';
import { seedStores } from './seeded-stores.ts';

/** Enough users that none gets near the limit of 1,000 requests in 15 minutes. */
const USERS = 5_000;
const CONNECTIONS = 50;
const DURATION_SEC = 10;
const STALL_MS = 1_000;

/**
 * Proofload's generator next to other tools, all with the same work: one cached route of the reference server, with each user's own token.
 * A tool that is not installed is skipped, and nothing is installed here.
 */
export const generators = {
  name: 'generators',
  description: 'requests, CPU and reported times of load generators with the same work',
  measure,
};

export type Comparison = {
  /** tools that are not installed */
  skipped: string[];
  situations: (SituationResult & { name: string })[];
};

type Installed = { tool: Tool; found: Found };

async function measure(
  bench: Bench,
  { ratePerSec, rounds, env }: { ratePerSec: number; rounds: number; env: Environment },
): Promise<Comparison> {
  const { installed, skipped } = await findTools(env);
  for (const name of skipped) bench.log(`  ${name}: not installed; skipped`);
  const context = await setUp(bench, env);
  const situations = situationsAt(ratePerSec).map((situation) => ({
    ...situation,
    tools: installed.map(({ tool, found }) => emptyResult(tool, found)),
  }));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const { name, offer, stallMs, tools } of situations) {
        const inTurn = installed.map((each, index) => ({ ...each, result: tools[index]! }));
        for (const { tool, found, result } of round % 2 === 0 ? inTurn : inTurn.toReversed()) {
          const id = `${round}-${name}-${tool.name}`.replaceAll(' ', '-');
          const what = `round ${round + 1} of ${rounds}, ${name}, ${tool.name}`;
          try {
            const measured = await measureTool(context, tool, found.path, { offer, stallMs, id });
            if (measured === null) continue;
            result.measurements.push(measured);
            bench.log(`  ${what}: ${measured.requestsPerSec.toFixed(0)} requests/s`);
          } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            result.failures.push(reason);
            bench.log(`  ${what}: failed: ${reason}`);
          }
        }
      }
    }
  } finally {
    await context.server.part.stop();
  }
  return { skipped, situations };
}

function situationsAt(ratePerSec: number): { name: string; offer: Offer; stallMs: number }[] {
  const common = { connections: CONNECTIONS, durationSec: DURATION_SEC };
  const open: Offer = { ...common, model: 'open', ratePerSec };
  return [
    { name: 'open', offer: open, stallMs: 0 },
    { name: 'open with a stall', offer: open, stallMs: STALL_MS },
    { name: 'closed', offer: { ...common, model: 'closed' }, stallMs: 0 },
  ];
}

async function findTools(env: Environment): Promise<{ installed: Installed[]; skipped: string[] }> {
  const looked = await Promise.all(TOOLS.map(async (tool) => ({ tool, found: await tool.find(env) })));
  return {
    installed: looked.flatMap(({ tool, found }) => (found ? [{ tool, found }] : [])),
    skipped: looked.flatMap(({ tool, found }) => (found ? [] : [tool.name])),
  };
}

function emptyResult({ name, checks, p95Is = 'p95' }: Tool, { version }: Found): ToolResult {
  return { tool: name, version, checks, p95Is, measurements: [], failures: [] };
}

/** Starts the server and fills its cache with every user's data. */
async function setUp(bench: Bench, env: Environment): Promise<Context> {
  const { students } = JSON.parse(await readFile(await seedStores(bench), 'utf8')) as World;
  const users = students.slice(0, USERS).map(([id, token]): User => [id, token]);
  const scripts = join(bench.folder, 'scripts');
  await mkdir(scripts);
  const bundle = async (name: string) => {
    const file = join(scripts, `${name}.js`);
    await bundleScenario(join(import.meta.dirname, 'k6', `${name}.ts`), file);
    return file;
  };
  const work = { users, scripts: { alone: await bundle('alone'), measured: await bundle('measured') } };
  const server = await startServer(bench, users);
  const requests = users.map((user) => ({
    path: pathOf(user),
    headers: { authorization: `Bearer ${user[1]}` },
  }));
  await throughputOf(server.url, requests);
  return { bench, server, work: { ...work, baseUrl: server.url }, path: toolPath(env) };
}
