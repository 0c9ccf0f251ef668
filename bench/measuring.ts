import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleScenario } from '../harness/load/k6/bundle.ts';
import { K6_OFFLINE } from '../harness/load/k6/environment.ts';
import { awaitSuccess } from '../harness/system/supervision/readiness.ts';
import { k6OtlpEnvironment } from '../harness/telemetry/otlp/k6-environment.ts';
import type { Bench, Benchmark } from './benchmark.ts';
import { observeServer } from './observed-server.ts';
import { type RouteServers, startRouteServers, stopRouteServers } from './route-servers.ts';
import { servedRequests } from './served-requests.ts';

const VUS = 50;
const DURATION_SEC = 6;

type Context = { bench: Bench; servers: RouteServers; runs: number };

/**
 * What measuring costs the generator. Ours is k6 driven by a scenario, with every response judged and timed, its figures sent to us
 * each second, and servers, database, cache and processes sampled meanwhile. The baseline is k6 that sends the same requests to the
 * same route and reports nothing. Both are closed loops at saturation.
 */
export const measuring: Benchmark<Context> = {
  name: 'measuring',
  description: 'k6 with all our measurements on, against k6 alone on the same route',
  unit: 'requests/s',
  goal: 1,
  async setUp(bench) {
    const servers = await startRouteServers(bench);
    for (const script of ['alone', 'measured']) {
      await bundleScenario(
        join(import.meta.dirname, 'k6', `${script}.ts`),
        join(bench.folder, `${script}.js`),
      );
    }
    const scenario = { executor: 'constant-vus', vus: VUS, duration: `${DURATION_SEC}s`, gracefulStop: '2s' };
    await writeFile(
      join(bench.folder, 'options.json'),
      JSON.stringify({ scenarios: { bench: scenario }, systemTags: [] }),
    );
    return { bench, servers, runs: 0 };
  },
  ours: (context) => requestsPerSec(context, () => observed(context)),
  baseline: (context) => requestsPerSec(context, () => runK6(context, 'alone', [], {})),
  tearDown: ({ servers }) => stopRouteServers(servers),
};

async function observed(context: Context): Promise<void> {
  const { bench, servers } = context;
  const observation = await observeServer(bench, servers.ours, `run-${context.runs++}`);
  try {
    await runK6(context, 'measured', ['--out', 'proofload', '--summary-mode=disabled', '--no-thresholds'], {
      SCHEDULE_DURATION_MS: String(DURATION_SEC * 1000),
      PHASES: JSON.stringify([{ name: 'measured', endMs: DURATION_SEC * 1000 }]),
      ...k6OtlpEnvironment(observation.otlpEndpoint, 'bench'),
    });
  } finally {
    await observation.stop();
  }
}

async function runK6(
  { bench, servers }: Context,
  script: string,
  args: string[],
  env: Record<string, string>,
): Promise<void> {
  const { folder, supervisor, k6 } = bench;
  const task = await supervisor.spawn({
    name: 'k6',
    lifetime: 'task',
    command: k6.path,
    args: ['run', '--config', join(folder, 'options.json'), '--quiet', ...args, join(folder, `${script}.js`)],
    env: { ...env, BASE_URL: servers.ours.url, WORLD_FILE: servers.worldFile, HOME: folder, ...K6_OFFLINE },
    logFile: join(folder, 'k6.log'),
    stopSignal: 'SIGINT',
    stopTimeoutMs: 5_000,
  });
  await awaitSuccess(task);
}

/** From the server's own count, which works the same way for both. */
async function requestsPerSec({ servers: { ours } }: Context, load: () => Promise<void>): Promise<number> {
  const before = await servedRequests(ours);
  await load();
  return ((await servedRequests(ours)) - before) / DURATION_SEC;
}
