import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleScenario } from '../load/k6/bundle.ts';
import { Calibration, type CalibrationFigure } from '../model/calibration.ts';
import type { OnProgress } from '../run/progress.ts';
import { listProcesses, membersOf } from '../system/supervision/process-tree.ts';
import { BEHAVIOURS } from './behaviours.ts';
import { calibrate, type FinishedCalibration } from './calibrate.ts';
import type { CalibrationPlan } from './plan.ts';

const named = (name: string) => BEHAVIOURS.find((behaviour) => behaviour.name === name)!;

/** A little of everything. Right figures need an idle machine; these tests check the path from measurement to result. */
const PLAN: CalibrationPlan = {
  mode: 'quick',
  timedBehaviours: [named('two-humped'), named('stalling')],
  countedBehaviours: [named('caching')],
  timed: { ratePerSec: 150, warmUpMs: 2_500, judgedMs: 3_000 },
  stalled: { ratePerSec: 101.7, warmUpMs: 2_500, judgedMs: 4_000 },
  counted: { ratePerSec: 150, warmUpMs: 2_500, judgedMs: 3_000 },
  closed: { warmUpMs: 1_000, judgedMs: 2_000 },
  autocannon: { ratePerSec: 200, warmUpMs: 500, durationMs: 2_000 },
  ceiling: null,
  cost: null,
};

let runsFolder: string;
let finished: FinishedCalibration;
let before: number[];

const SCENARIO = join(import.meta.dirname, '../../scenarios/calibration/journeys.ts');
const ownProcesses = () => membersOf([process.pid], [], listProcesses());

const start = (signal: AbortSignal, onProgress: OnProgress, plan = PLAN) =>
  calibrate({
    plan,
    runsFolder,
    env: process.env,
    commandLine: ['calibrate', '--quick'],
    signal,
    onProgress,
  });

beforeAll(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'proofload-calibrate-'));
  await bundleScenario(SCENARIO, join(runsFolder, 'bundle.js')); // esbuild keeps a process of its own from now on
  before = ownProcesses();
  finished = await start(new AbortController().signal, () => {});
});
afterAll(() => rm(runsFolder, { recursive: true, force: true }));

function figures(behaviour: string, instrument: string): Record<string, CalibrationFigure> {
  const { loads } = finished.calibration.behaviours.find(({ name }) => name === behaviour)!;
  const load = loads.find((each) => each.instrument === instrument)!;
  return Object.fromEntries(load.figures.map((figure) => [figure.name, figure]));
}

/** The times with enough requests behind them. */
function times(behaviour: string, instrument: string): CalibrationFigure[] {
  const all = Object.values(figures(behaviour, instrument));
  return all.filter(({ unit, name }) => unit === 'ms' && name !== 'p99');
}

describe('a calibration with the real known server, k6 and autocannon', () => {
  it.each([
    ['two-humped', 'k6-open'],
    ['two-humped', 'autocannon'],
    ['stalling', 'k6-open'],
  ])('reports for %s by %s what the server saw, apart from the way there', (behaviour, instrument) => {
    for (const { served, reported, sampleCount } of times(behaviour, instrument)) {
      expect(sampleCount).toBeGreaterThan(150);
      // A client cannot report less than the server took, apart from the histogram's resolution. A busy machine adds up to 100 ms.
      expect(reported!).toBeGreaterThan(0.97 * served!);
      expect(reported!).toBeLessThan(served! + 100);
    }
  });

  it('counts every request once', () => {
    for (const behaviour of ['two-humped', 'stalling', 'caching']) {
      const { known, reported } = figures(behaviour, 'k6-open').requests!;
      expect(known).toBeGreaterThan(400);
      expect(reported).toBe(known);
    }
  });

  it('sees the stall with open arrivals, but hardly with closed loops', () => {
    expect(figures('stalling', 'k6-open').p95!.reported!).toBeGreaterThan(150);
    for (const instrument of ['k6-closed', 'autocannon']) {
      expect(figures('stalling', instrument).p95!.reported!).toBeLessThan(150);
      expect(figures('stalling', instrument).p95!.status).not.toBe('right');
    }
  });

  it('gets the hit ratio from the scraper', () => {
    const { reported, sampleCount } = figures('caching', 'k6-open').hitRatio!;
    expect(sampleCount).toBeGreaterThan(150);
    expect(Math.abs(reported! - 0.83)).toBeLessThan(2 / sampleCount);
  });

  it('leaves the promised files and no process', async () => {
    const { folder, calibration } = finished;
    expect(folder.id).toMatch(/^calibration-\d{8}T\d{6}Z-[0-9a-f]{6}$/);
    const written: unknown = JSON.parse(await readFile(folder.calibrationFile, 'utf8'));
    expect(Compile(Calibration).Check(written)).toBe(true);
    expect(written).toEqual(calibration);
    for (const file of [folder.reportHtmlFile, folder.reportMarkdownFile]) {
      expect((await stat(file)).size).toBeGreaterThan(1_000);
    }
    expect(ownProcesses()).toEqual(before);
  });
});

it('an interrupted calibration keeps what it had measured, is marked aborted, and leaves no process', async () => {
  const abort = new AbortController();
  let behavioursEnded = 0;
  const { folder, calibration } = await start(abort.signal, (event) => {
    if (event.kind === 'end' && event.step === 'behaviour') behavioursEnded++;
    if (event.kind === 'live' && behavioursEnded === 1) abort.abort('SIGINT');
  });
  expect(calibration.state).toBe('aborted');
  expect(calibration.status).not.toBe('pass');
  expect(calibration.problems.at(-1)).toBe('The calibration was interrupted.');
  expect(calibration.behaviours.map(({ name }) => name)).toEqual(['two-humped']);
  expect(await readFile(folder.reportMarkdownFile, 'utf8')).toContain('This calibration was interrupted.');
  expect(ownProcesses()).toEqual(before);
});

describe('next to a program that uses a core half of the time', () => {
  let neighbour: ChildProcess;
  beforeAll(() => {
    const program = join(import.meta.dirname, '../../scripts/testing/busy-neighbour.ts');
    neighbour = spawn(process.execPath, [program, '1500', '3000', '120000'], { stdio: 'ignore' });
  });
  afterAll(() => neighbour.kill());

  it('a calibration still has a result: figures that lateness cannot bias are right, and none is wrong', async () => {
    const repeated: string[] = [];
    const plan: CalibrationPlan = {
      ...PLAN,
      timedBehaviours: [named('constant')],
      timed: { ratePerSec: 150, warmUpMs: 2_500, judgedMs: 6_000 },
    };
    const { calibration } = await start(
      new AbortController().signal,
      (event) => {
        if (event.kind === 'event') repeated.push(event.what);
      },
      plan,
    );
    const loads = calibration.behaviours.flatMap((behaviour) => behaviour.loads);
    const all = loads.flatMap((load) => load.figures);
    expect(all.filter(({ status }) => status === 'wrong')).toEqual([]);
    for (const { unit, name, status } of all)
      if (unit !== 'ms') expect([name, status]).toEqual([name, 'right']);
    expect(['pass', 'inconclusive']).toContain(calibration.status);
    // A quarter of two cores is more than allowed: it was detected, and the disturbed load was measured again.
    expect(repeated.some((what) => /^constant, k6-open: Other programs used/.test(what))).toBe(true);
    expect(loads.some(({ figures }) => figures.some(({ survived }) => survived.length > 0))).toBe(true);
  });
});
