import { describe, expect, it } from 'vitest';
import type { Run } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import { type Changes, madeUpRun, summaryOf } from '../../summary/testdata/made-up-run.ts';
import { measureNamed, measureNames } from './index.ts';

/** The made-up run with its warm-up and its first steady phase alone, as an experiment has it. */
function openRun(changes: Partial<Run> = {}): Run {
  const run = madeUpRun(changes);
  return { ...run, phases: run.phases.slice(0, 2), events: [] };
}

function valuesOf(
  names: string[],
  changes: Changes['open steady'] = {},
  edit = (summary: Summary) => summary,
) {
  const run = openRun();
  // The warm-up is another load altogether, of which nothing may be seen in any value.
  const warmUp = { hitShare: 0.1, responseTimesMs: [900], queryTimesMs: [300], failedShare: 0.5 };
  const summary = edit(summaryOf(run, { 'open warm-up': warmUp, 'open steady': changes }));
  return Object.fromEntries(names.map((name) => [name, measureNamed(name)!.valueOf(summary, run)]));
}

const everyName = measureNames().map((name) => name.replace('<statement>', 'sync.select'));

/** With the CPU of a database, which the made-up run does not measure. */
function withDatabaseCpu(summary: Summary): Summary {
  const phases = summary.phases.map((phase) => ({
    ...phase,
    resources: {
      ...phase.resources,
      database: { ...phase.resources.database!, cpuCores: phase.kind === 'steady' ? 0.4 : 9 },
    },
  }));
  return { ...summary, phases };
}

describe('measures', () => {
  it('are those of the steady phase', () => {
    const values = valuesOf(everyName, { failedShare: 0.01 }, withDatabaseCpu);
    expect(values).toEqual({
      // 4, 5, 6, 8, 10, 12 ms in equal parts; each within its bucket of 4.4%. The fastest 1% are left out for the failures.
      responseTimeP50Ms: expect.closeTo(8, 0),
      responseTimeP95Ms: expect.closeTo(12, 0),
      responseTimeP99Ms: expect.closeTo(12, 0),
      goodputPerSec: 1188,
      failureRatio: expect.closeTo(0.01, 9),
      hitRatio: 0.9,
      databaseQueriesPerSec: 600,
      databaseQueriesPerRequest: 0.5,
      // 20 each of 1.5, 4 and 8 ms and one of 8 ms, on each of two servers.
      queryTimeMeanMs: expect.closeTo((20 * 13.5 + 8) / 61, 9),
      queryTimeP95Ms: expect.closeTo(9.2, 0),
      poolWaitMeanMs: 0.5,
      databaseCpuCores: 0.4,
      // server-1 takes 0.2 and 0.3 cores in turn; k6 is no part of the system.
      systemCpuSecPer1000: expect.closeTo((1000 * 0.25) / 1188, 9),
      cacheMemoryMb: 100,
      'statementMeanMs:sync.select': expect.closeTo(4.5, 9),
    });
  });

  it('leave out what Proofload itself uses', () => {
    const withHarness = (summary: Summary): Summary => ({
      ...summary,
      seconds: summary.seconds.map((second) => ({
        ...second,
        cpuCoresByProcess: { ...second.cpuCoresByProcess, proofload: 3, redis: 0.1 },
      })),
    });
    expect(valuesOf(['systemCpuSecPer1000'], {}, withHarness)).toEqual({
      systemCpuSecPer1000: expect.closeTo((1000 * 0.35) / 1200, 9),
    });
  });

  it('are null where nothing was measured, and never 0', () => {
    const run = { ...openRun(), phases: openRun().phases.slice(0, 1) };
    for (const name of everyName) expect(measureNamed(name)!.valueOf(summaryOf(run), run)).toBeNull();
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
    const summary = summaryOf(run);
    for (const name of everyName) expect(measureNamed(name)!.valueOf(summary, run)).toBeNull();
  });

  it('know nothing of response times whose intended starts are unknown', () => {
    const values = valuesOf(['responseTimeP95Ms', 'goodputPerSec'], { droppedPerSec: 1 });
    expect(values).toEqual({ responseTimeP95Ms: null, goodputPerSec: 1200 });
  });

  it('leave out seconds in which the database did not tell', () => {
    const values = valuesOf(['databaseQueriesPerSec', 'databaseQueriesPerRequest'], {
      silent: { database: [3, 4] },
    });
    expect(values).toEqual({ databaseQueriesPerSec: 600, databaseQueriesPerRequest: 0.5 });
  });

  it('count shares and waits, which may be 0, by differences, and all else by factors', () => {
    const scales = Map.groupBy(everyName, (name) => measureNamed(name)!.measure.scale);
    expect(scales.get('difference')).toEqual(['failureRatio', 'hitRatio', 'poolWaitMeanMs']);
    expect(everyName.map((name) => measureNamed(name)!.measure.name)).toEqual(everyName);
  });

  it('do not exist by another name', () => {
    for (const name of ['', 'p95', 'toString', 'statementMeanMs:']) expect(measureNamed(name)).toBeNull();
  });

  it('of a statement that was not executed are null', () => {
    expect(valuesOf(['statementMeanMs:none.such'])).toEqual({ 'statementMeanMs:none.such': null });
  });
});

it('have no time to compare where so many failed that it lies among them', () => {
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
