import type { Run } from '../../harness/model/run.ts';
import type { Trend } from '../../harness/model/trend.ts';
import type { Status, TargetVerdict } from '../../harness/model/verdict.ts';
import { sampleRun, sampleVerdict } from '../../harness/store/testing/samples.ts';
import { type JudgedRun, trendOf } from '../../harness/trend/trend.ts';
import { TARGETS } from './targets.ts';

export const TREND_NAMES = ['worse', 'broken-up', 'empty'] as const;
export type TrendName = (typeof TREND_NAMES)[number];

/** A made-up trend, the same every time. */
export function madeUpTrend(name: TrendName): Trend {
  switch (name) {
    case 'worse':
      return trendOf(runsOf('hall', 'Lecture Hall', [182, 185, 181, 184, 183, 186, 219]), 50);
    case 'broken-up':
      return trendOf(
        [
          ...runsOf('hall', 'Lecture Hall', Array.from({ length: 40 }, (_, day) => 150 + ((day * 7) % 11))).map((of, day) =>
            day < 33 ? of : onOtherMachine(of),
          ),
          ...runsOf('clinic', 'Clinic', [64, 71]),
          ...runsOf('market', 'Farmers’ Market', [12]).map((of) => ({ ...of, verdict: null })),
          ...runsOf('library', 'City Library', [12]).map((of) => ({ ...of, run: { ...of.run, plantedDefects: { poolMax: 1 } } })),
        ],
        36,
      );
    case 'empty':
      return trendOf([], 50);
  }
}

/** A run a day, with these response times. Other figures are the same in all. */
function runsOf(platform: string, title: string, p95Ms: readonly number[]): JudgedRun[] {
  return p95Ms.map((value, day) => {
    const startedAt = new Date(Date.UTC(2026, 9, 20 + day, 4, 30)).toISOString();
    const id = `2026-${platform}-${day}`;
    const targets = TARGETS.map((target) => (target.id === 'tvet.p95' ? responseTime(target, value) : target));
    const status: Status = targets.some((target) => target.status === 'fail') ? 'fail' : 'pass';
    const isOwn = platform === 'clinic';
    const run = sampleRun({ id, platform, title, startedAt, ...(isOwn && { promisedBy: 'config' }) });
    const provenance = { ...run.provenance, datasetFingerprint: isOwn ? null : 'f00d', commit: `${day}4ab5eef0d1c2b3a495867768594a3b2c1d0e9f80`.slice(0, 40) };
    return {
      folder: id,
      run: { ...run, provenance },
      verdict: sampleVerdict({ runId: id, platform, status, targets }),
      problem: null,
    };
  });
}

function responseTime(target: TargetVerdict, actual: number): TargetVerdict {
  const interval = { low: actual * 0.97, high: actual * 1.03, confidence: 0.95, method: 'rank' };
  return { ...target, actual, interval, status: actual < 200 ? 'pass' : 'fail' };
}

function onOtherMachine(of: JudgedRun): JudgedRun {
  const { run } = of;
  const machine: Run['provenance']['machine'] = { ...run.provenance.machine, cores: 4 };
  return { ...of, run: { ...run, provenance: { ...run.provenance, machine } } };
}
