import type { ArmPicture } from '../model/arm-picture.ts';
import type { PhaseSummary, Summary, SummarySecond } from '../model/summary.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { SortedSample } from '../stats/sorted-sample.ts';
import { overAllRoutes } from '../summary/route-times.ts';

/** The parts of a system by the names of their processes, without generator and harness. */
const PARTS: readonly [part: string, process: RegExp][] = [
  ['servers', /^server-\d+$/],
  ['postgres', /^postgres$/],
  ['replicas', /^postgres-replica-\d+$/],
  ['pgbouncer', /^pgbouncer$/],
  ['redis', /^redis(-\d+)?$/],
  ['object-store', /^object-store$/],
  ['nginx', /^nginx$/],
];

/**
 * Combines the runs of one arm, over the steady phase of each. Of a staircase that is the lowest level, the only one that all runs have for sure.
 */
export function pictureOf(arm: string, summaries: readonly Summary[]): ArmPicture {
  const steady = summaries.flatMap((summary) => steadyPhase(summary) ?? []);
  return {
    arm,
    responseTimeMs: merged(steady),
    seconds: overlaid(summaries),
    timeParts: meanParts(steady),
    cpuSecPer1000: cpuOf(summaries, steady),
  };
}

function steadyPhase({ phases }: Pick<Summary, 'phases'>): PhaseSummary | undefined {
  return phases.find(({ kind }) => kind === 'steady');
}

function merged(phases: readonly PhaseSummary[]): ArmPicture['responseTimeMs'] {
  const known = phases.flatMap(({ responseTimeMs }) => responseTimeMs ?? []);
  if (known.length === 0) return null;
  const histogram = new ExponentialHistogram();
  for (const each of known) histogram.mergeEncoded(each);
  return histogram.encode();
}

function overlaid(summaries: readonly Summary[]): ArmPicture['seconds'] {
  const byOffset = new Map<number, SummarySecond[]>();
  for (const { phases, seconds } of summaries) {
    const phase = steadyPhase({ phases });
    if (!phase) continue;
    const firstSecond = Math.ceil(phase.startMs / 1000);
    for (const second of seconds) {
      if (second.phase !== phase.name) continue;
      const offset = second.second - firstSecond;
      byOffset.set(offset, [...(byOffset.get(offset) ?? []), second]);
    }
  }
  const middle = (points: SummarySecond[], figure: (point: SummarySecond) => number | null | undefined) => {
    const values = points.flatMap((point) => figure(point) ?? []);
    return new SortedSample(values).median();
  };
  return [...byOffset]
    .toSorted(([a], [b]) => a - b)
    .map(([offsetSec, points]) => ({
      offsetSec,
      goodputPerSec: middle(points, ({ outcomes }) => outcomes?.correct),
      responseTimeP50Ms: middle(points, ({ responseTimeMs }) => responseTimeMs?.p50),
      responseTimeP95Ms: middle(points, ({ responseTimeMs }) => responseTimeMs?.p95),
      databaseQueriesPerSec: middle(points, ({ queriesPerSec }) => queriesPerSec),
      hitRatio: middle(points, ({ hitRatio }) => hitRatio),
    }));
}

function meanParts(phases: readonly PhaseSummary[]): ArmPicture['timeParts'] {
  const mean = overAllRoutes(phases.flatMap(({ routeTimes }) => routeTimes));
  return mean && { startDelay: mean.startDelayMs, ...mean.parts };
}

function cpuOf(summaries: readonly Summary[], phases: readonly PhaseSummary[]): Record<string, number> {
  const correct = phases.reduce((sum, { outcomes }) => sum + outcomes.correct, 0);
  if (correct === 0) return {};
  const steadySeconds = summaries.flatMap((summary) => {
    const name = steadyPhase(summary)?.name;
    return summary.seconds.filter(({ phase }) => phase !== null && phase === name);
  });
  const cpuSec: Record<string, number> = {};
  for (const { cpuCoresByProcess } of steadySeconds) {
    for (const [process, cores] of Object.entries(cpuCoresByProcess)) {
      const part = PARTS.find(([, name]) => name.test(process))?.[0];
      if (part !== undefined) cpuSec[part] = (cpuSec[part] ?? 0) + cores;
    }
  }
  return Object.fromEntries(Object.entries(cpuSec).map(([part, sec]) => [part, (sec / correct) * 1000]));
}
