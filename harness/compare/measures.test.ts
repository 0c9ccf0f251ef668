import { describe, expect, it } from 'vitest';
import { indicatorIds, indicatorNamed } from '../model/catalogue.ts';
import type { ClimbedLevel } from '../model/comparison.ts';
import type { Run } from '../model/run.ts';
import { type Changes, madeUpRun, type SummaryOptions, summaryOf } from '../summary/testdata/made-up-run.ts';
import { measureOf, valueIn } from './measures.ts';

/** The made-up run with only its warm-up and its first steady phase, like a run of an experiment. */
function openRun(changes: Partial<Run> = {}): Run {
  const run = madeUpRun(changes);
  return { ...run, phases: run.phases.slice(0, 2), events: [] };
}

type Edit = SummaryOptions['edit'];

function valuesOf(names: string[], changes: Changes['open steady'] = {}, edit?: Edit) {
  // The warm-up is a completely different load, which must not show in any value.
  const warmUp = { hitShare: 0.1, responseTimesMs: [900], queryTimesMs: [300], failedShare: 0.5 };
  return valuesIn(openRun(), names, { 'open warm-up': warmUp, 'open steady': changes }, edit);
}

function valuesIn(run: Run, names: string[], changes: Changes = {}, edit?: Edit) {
  const measures = names.map((name) => measureOf(name)!);
  const indicators = measures.flatMap(({ indicator }) => indicator ?? []);
  const summary = summaryOf(run, changes, { measures: indicators, ...(edit && { edit }) });
  return Object.fromEntries(measures.map((each) => [each.measure.name, valueIn(summary, each)]));
}

const P90_OF_READS = {
  source: 'requests',
  where: { route: 'sync.read' },
  statistic: 'quantile',
  q: 0.9,
} as const;

const everyName = indicatorIds()
  .filter((name) => measureOf(name)?.carried === undefined) // of a staircase: see below
  .map((name) => name.replace('<statement>', 'sync.select'));
const allNull = Object.fromEntries(everyName.map((name) => [name, null]));

/** Adds the CPU of further processes. */
function withCpu(cores: Record<string, number>): Edit {
  return ({ timeline, histograms }) => {
    const more = Object.entries(cores).map(([name, cpuCores]) => ({
      ...{ name, cpuCores, residentBytes: 1e8, openFiles: null },
    }));
    return { timeline: { ...timeline, processes: [...timeline.processes, ...more] }, histograms };
  };
}

describe('measures', () => {
  it('are those of the steady phase', () => {
    const values = valuesOf(everyName, { failedShare: 0.01 }, withCpu({ postgres: 0.4 }));
    expect(values).toEqual({
      // 4, 5, 6, 8, 10, 12 ms in equal parts; each within its bucket of 4.4%. The fastest 1% are left out for the failures.
      responseTimeP50Ms: expect.closeTo(8, 0),
      responseTimeP95Ms: expect.closeTo(12, 0),
      responseTimeP99Ms: expect.closeTo(12, 0),
      goodputPerSec: 1188,
      correctRatio: expect.closeTo(0.99, 9),
      hitRatio: 0.9,
      databaseQueriesPerSec: 600,
      databaseQueriesPerRequest: 0.5,
      // 20 each of 1.5, 4 and 8 ms and one of 8 ms, on each of two servers.
      queryTimeMeanMs: expect.closeTo((20 * 13.5 + 8) / 61, 9),
      queryTimeP95Ms: expect.closeTo(9.2, 0),
      poolWaitMeanMs: 0.5,
      databaseCpuCores: expect.closeTo(0.4, 9),
      // server-1 takes 0.2 and 0.3 cores in turn; k6 is not part of the system.
      systemCpuSecPer1000: expect.closeTo((1000 * 0.65) / 1188, 9),
      cacheMemoryMb: 100,
      'statementMeanMs:sync.select': expect.closeTo(4.5, 9),
    });
  });

  it('leave out what Proofload itself uses', () => {
    expect(valuesOf(['systemCpuSecPer1000'], {}, withCpu({ proofload: 3, redis: 0.1 }))).toEqual({
      systemCpuSecPer1000: expect.closeTo((1000 * 0.35) / 1200, 9),
    });
  });

  it('are null where nothing was measured, and never 0', () => {
    const run = { ...openRun(), phases: openRun().phases.slice(0, 1) };
    expect(valuesIn(run, everyName)).toEqual(allNull);
    const silent = Array.from({ length: 61 }, (_, second) => second);
    const unseen = valuesOf(everyName, {
      silentClientSeconds: silent,
      silentServerSeconds: silent,
      silent: { database: silent, cache: silent, 'process server-1': silent },
    });
    expect(new Set(Object.values(unseen))).toEqual(new Set([null]));
  });

  it('have no value in a run of several steady phases', () => {
    const run = madeUpRun();
    expect(valuesIn(run, everyName)).toEqual(allNull);
  });

  it('have no response times if intended starts are unknown', () => {
    const values = valuesOf(['responseTimeP95Ms', 'goodputPerSec'], { droppedPerSec: 1 });
    expect(values).toEqual({ responseTimeP95Ms: null, goodputPerSec: 1200 });
  });

  it('leave out seconds without figures of the database', () => {
    const values = valuesOf(['databaseQueriesPerSec', 'databaseQueriesPerRequest'], {
      silent: { database: [3, 4] },
    });
    expect(values).toEqual({ databaseQueriesPerSec: 600, databaseQueriesPerRequest: 0.5 });
  });

  it('compare shares and waits, which may be 0, by differences, and everything else by factors', () => {
    const scales = Map.groupBy(everyName, (name) => indicatorNamed(name)!.measure.scale);
    expect(scales.get('difference')).toEqual(['correctRatio', 'hitRatio', 'poolWaitMeanMs']);
    expect(everyName.map((name) => indicatorNamed(name)!.measure.name)).toEqual(everyName);
  });

  it('do not exist under other names', () => {
    for (const name of ['', 'p95', 'toString', 'statementMeanMs:']) expect(measureOf(name)).toBeNull();
  });

  it('may be any indicator, written out with an id', () => {
    const slow = { id: 'readP90', indicator: P90_OF_READS };
    const summary = summaryOf(openRun(), {}, { measures: [P90_OF_READS] });
    const { measure } = measureOf(slow)!;
    expect(measure).toEqual({
      ...{ name: 'readP90', label: 'p90 response time (sync.read)', unit: 'ms' },
      ...{ better: 'lower', scale: 'ratio' },
    });
    expect(valueIn(summary, measureOf(slow)!)).toBeCloseTo(12, 0);
    expect(valueIn(summaryOf(openRun()), measureOf(slow)!)).toBeNull(); // it was not requested when the run was summarized
  });

  it('of a statement that was not executed are null', () => {
    expect(valuesOf(['statementMeanMs:none.such'])).toEqual({ 'statementMeanMs:none.such': null });
  });
});

describe('measures of a staircase', () => {
  const level = (of: number, status: ClimbedLevel['status'], phase: string): ClimbedLevel => ({
    ...{ level: of, phase, p95Ms: 12, correctShare: 1, status },
    reason: status === 'carried' ? null : 'p95 900 ms',
  });
  const summary = summaryOf(madeUpRun(), { 'closed steady': { responseTimesMs: [40] } });
  const figureIn = (name: string, levels: ClimbedLevel[]) => valueIn(summary, measureOf(name)!, levels);
  const [low, high] = [level(100, 'carried', 'open steady'), level(150, 'carried', 'closed steady')];

  it('are the highest level that was carried, and the other figures of that level', () => {
    expect(figureIn('carriedUsers', [low, high, level(225, 'refused', 'none')])).toBe(150);
    expect(figureIn('responseTimeP95Ms', [low, high])).toBeCloseTo(40, 0);
    expect(figureIn('carriedPerSec', [low, level(150, 'refused', 'closed steady')])).toBe(100);
    expect(figureIn('responseTimeP95Ms', [low, level(150, 'refused', 'closed steady')])).toBeCloseTo(12, 0);
  });

  it('are 0 and null if not even the lowest level was carried', () => {
    const refused = [level(100, 'refused', 'open steady')];
    expect(figureIn('carriedUsers', refused)).toBe(0);
    expect(figureIn('responseTimeP95Ms', refused)).toBeNull();
  });

  it('do not exist without one', () => expect(valueIn(summary, measureOf('carriedUsers')!)).toBeNull());
});

it('have no time if so many requests failed that it lies among the failures', () => {
  const names = ['responseTimeP50Ms', 'responseTimeP95Ms', 'responseTimeP99Ms'];
  expect(valuesOf(names, { failedShare: 0.02 })).toEqual({
    responseTimeP50Ms: expect.any(Number),
    responseTimeP95Ms: expect.any(Number),
    responseTimeP99Ms: null,
  });
  expect(valuesOf(names, { failedShare: 1 })).toEqual({
    responseTimeP50Ms: null,
    responseTimeP95Ms: null,
    responseTimeP99Ms: null,
  });
});
