import { setTimeout as sleep } from 'node:timers/promises';
import type { CostOfTelemetry, CostRound, Spread } from '../model/calibration.ts';
import type { ClosedLoad, OpenLoad } from '../model/load.ts';
import { SortedSample } from '../stats/sorted-sample.ts';
import type { Part } from '../telemetry/processes.ts';
import { TRIVIAL_ROUTE } from './behaviours.ts';
import { offer } from './drive-known.ts';
import { machineProblems } from './machine-problems.ts';
import { type CpuLook, cpuSecOfParts, lookAtCpu, machineUseOf } from './machine-watch.ts';
import type { CostPlan } from './plan.ts';
import type { Stage } from './stage.ts';

/**
 * Measures what telemetry costs: the same load with export and samplers and without, in alternating order, so that a machine that
 * changes its speed favours neither. The figures come from the server and the kernel, the only sources left without telemetry.
 */
export async function measureCosts(stage: Stage, plan: CostPlan): Promise<CostOfTelemetry[]> {
  const { ratePerSec, users } = plan;
  return [
    await measureCost(stage, plan, 'fixed-rate', `${ratePerSec.toLocaleString('en')} arrivals/s`, {
      model: 'open',
      arrivalRatePerSec: ratePerSec,
    }),
    await measureCost(stage, plan, 'saturation', `${users} users without think time`, {
      model: 'closed',
      users,
      thinkTimeMs: 0,
    }),
  ];
}

async function measureCost(
  stage: Stage,
  { rounds, warmUpMs, judgedMs }: CostPlan,
  name: CostOfTelemetry['load'],
  description: string,
  load: OpenLoad | ClosedLoad,
): Promise<CostOfTelemetry> {
  const measured: CostRound[] = [];
  for (let round = 1; round <= rounds; round++) {
    const arm = (telemetry: boolean) =>
      measureArm(
        stage,
        {
          name: `cost-${name}-${round}-${telemetry ? 'on' : 'off'}`,
          route: TRIVIAL_ROUTE,
          load,
          warmUpMs,
          judgedMs,
        },
        telemetry,
      );
    const isOnFirst = round % 2 === 1;
    const once = async (): Promise<CostRound> => {
      const first = await arm(isOnFirst);
      const second = await arm(!isOnFirst);
      const [on, off] = isOnFirst ? [first, second] : [second, first];
      return { on: on.figures, off: off.figures, problems: [...on.problems, ...off.problems] };
    };
    const spoiledBy = ({ problems }: CostRound) => problems[0] ?? null;
    measured.push(...(await stage.repeats.measure(`Cost of telemetry, ${name}`, once, spoiledBy)));
  }
  return summarizeCost(name, description, measured);
}

type Arm = { figures: CostRound['on']; problems: string[] };

async function measureArm(
  stage: Stage,
  known: Parameters<typeof offer>[1],
  telemetry: boolean,
): Promise<Arm> {
  const over = new AbortController();
  let edges: Promise<[Edge, Edge]> | null = null;
  try {
    const { judged, looks } = await offer(stage, known, {
      telemetry,
      onJudging({ startMs, endMs }, parts) {
        edges = Promise.all([
          edgeAt(stage, startMs, parts, over.signal),
          edgeAt(stage, endMs, parts, over.signal),
        ]);
        edges.catch(() => {}); // awaited below, unless the load fails first
      },
    });
    const [before, after] = await edges!;
    const requests = after.requests - before.requests;
    const problems = machineProblems(machineUseOf(looks, judged.startMs, judged.endMs));
    if (before.cpu === null || after.cpu === null)
      problems.push('CPU time could not be measured: it is read from /proc, which only Linux has.');
    if (requests === 0) problems.push('No request was answered.');
    const cpuSec = before.cpu && after.cpu ? cpuSecOfParts(before.cpu, after.cpu) : 0;
    return {
      figures: {
        cpuSecPer1000: requests === 0 ? 0 : (1000 * cpuSec) / requests,
        requestsPerSec: requests / ((after.atMs - before.atMs) / 1000),
      },
      problems,
    };
  } finally {
    over.abort();
  }
}

type Edge = { atMs: number; cpu: CpuLook | null; requests: number };

/** CPU time and requests at one moment. */
async function edgeAt(
  stage: Stage,
  atMs: number,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<Edge> {
  await sleep(Math.max(0, atMs - Date.now()), undefined, { signal });
  const { requests } = await stage.server.record(TRIVIAL_ROUTE);
  return { atMs: Date.now(), cpu: lookAtCpu(parts), requests };
}

/** Medians and spread over the rounds without problems; null if there is no such round. */
export function summarizeCost(
  load: CostOfTelemetry['load'],
  description: string,
  rounds: CostRound[],
): CostOfTelemetry {
  const valid = rounds.filter(({ problems }) => problems.length === 0);
  return {
    load,
    description,
    rounds,
    cpuSecPer1000On: spread(valid.map(({ on }) => on.cpuSecPer1000)),
    cpuSecPer1000Off: spread(valid.map(({ off }) => off.cpuSecPer1000)),
    throughputRatio: spread(valid.map(({ on, off }) => on.requestsPerSec / off.requestsPerSec)),
  };
}

function spread(values: readonly number[]): Spread | null {
  const sample = new SortedSample(values);
  const [min, max] = [sample.quantile(0), sample.quantile(1)];
  const median = sample.median();
  return median === null || min === null || max === null ? null : { median, min, max };
}
