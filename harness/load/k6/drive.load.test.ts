import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProofloadError } from '../../model/errors.ts';
import type { ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import type { RunningProgram } from '../../system/supervision/supervisor.ts';
import { bundleScenario } from './bundle.ts';
import { type Drive, startDrive } from './testing/fixture.ts';

let fixture: Drive;

beforeEach(async () => {
  fixture = await startDrive();
});
afterEach(() => fixture.end());

const open = (arrivalRatePerSec: number) => ({ model: 'open', arrivalRatePerSec }) as const;
const closed = (users: number, thinkTimeMs: number) => ({ model: 'closed', users, thinkTimeMs }) as const;
const distinct = <T>(values: T[]) => new Set(values).size;
/** how many values certainly lie above a bound */
const above = (times: ExponentialHistogram, boundMs: number) => times.count - times.countAtMost(boundMs).high;
const isAlive = (part: RunningProgram) => readdirSync('/proc').includes(String(part.pid));

describe('an open load', () => {
  it('offers exactly its rate over three processes, each arrival once', async () => {
    const { reported, phases } = await fixture.drive({
      load: open(100),
      durationMs: 4_000,
      generatorProcesses: 3,
    });
    const arrivals = fixture.server.seen.map(({ who }) => who).sort((a, b) => a - b);
    expect(reported.dropped).toBe(0);
    expect(arrivals).toEqual(Array.from(arrivals, (_, n) => n));
    expect(Math.abs(arrivals.length - 400)).toBeLessThanOrEqual(3); // each process may begin one more at its very end
    expect(reported.attempted).toBe(arrivals.length);
    expect(reported.correct).toBe(arrivals.length);
    expect(phases.map(({ name, load, kind }) => ({ name, load, kind }))).toEqual([
      { name: 'first', load: 'load', kind: 'ramp-up' },
      { name: 'second', load: 'load', kind: 'steady' },
    ]);
    expect(phases.map(({ startMs, endMs }) => endMs - startMs)).toEqual([2_000, 2_000]);
    expect(phases[1]!.startMs).toBe(phases[0]!.endMs);
  });

  it('writes one line for every acknowledgement', async () => {
    await fixture.drive({
      load: open(50),
      durationMs: 2_000,
      generatorProcesses: 2,
      paths: ['/right', '/wrong'],
    });
    const right = fixture.server.seen.filter(({ path }) => path === '/right');
    expect(right.length).toBeGreaterThan(40);
    expect((await fixture.acknowledgements()).sort()).toEqual(
      right.map(({ who }) => `{"kind":"visit","object":"/right","subject":"${who}"}`).sort(),
    );
  });

  it('judges every kind of answer', async () => {
    const paths = ['/right', '/wrong', '/text', '/error', '/refused', '/cut', '/silent'];
    const { reported } = await fixture.drive({ load: open(40), durationMs: 2_000, paths });
    const asked = (path: string) => fixture.server.seen.filter((seen) => seen.path === path).length;
    expect(asked('/right')).toBeGreaterThan(5);
    expect(reported.correct).toBe(asked('/right'));
    expect(reported.refused).toBe(asked('/refused'));
    expect(reported.failedByReason).toEqual({
      content: asked('/wrong') + asked('/text'),
      'status-503': asked('/error'),
      network: asked('/cut'),
      timeout: asked('/silent'),
    });
    expect(reported.responseTimeMs.count).toBe(reported.attempted);
    expect(above(reported.responseTimeMs, 9_000)).toBe(asked('/silent'));
    const answered = asked('/right') + asked('/refused');
    expect(reported.failedResponseTimeMs.count).toBe(reported.attempted - answered);
    expect(above(reported.failedResponseTimeMs, 9_000)).toBe(asked('/silent'));
  });

  it('keeps sending while the server stalls, and shows the stall in every request of that time', async () => {
    const stallMs = 1_000;
    const { reported } = await fixture.drive({
      load: open(100),
      durationMs: 4_000,
      onReleased: () => setTimeout(() => fixture.server.stall(stallMs), 1_500),
    });
    expect(reported.dropped).toBe(0);
    expect(reported.correct).toBe(reported.attempted);
    // Half of the stall's arrivals came in its first half. A generator that waits would have had only one for each of its users.
    expect(above(reported.responseTimeMs, stallMs / 2)).toBeGreaterThan(40);
  });

  it('counts a request in the phase of its intended start, even if its response came after the end of that phase', async () => {
    const { reported } = await fixture.drive({
      load: open(100),
      durationMs: 4_000,
      paths: ['/right', '/error'],
      onReleased: () => setTimeout(() => fixture.server.stall(1_000), 1_500),
    });
    const { first, second } = reported.byPhase;
    // The intended start of arrival n is at 10n ms, and the first phase lasts 2 s.
    expect(first).toEqual({
      attempted: 200,
      correct: 100,
      failed: 100,
      refused: 0,
      dropped: 0,
      failedByReason: { 'status-503': 100 },
    });
    expect(second?.attempted).toBe(reported.attempted - 200);
    expect(second?.correct).toBe(reported.correct - 100);
    // The stall ended half a second after the phase: requests that waited longer than that were not answered within it.
    const { first: times } = reported.responseTimeMsOf;
    expect(times?.count).toBe(200);
    expect(above(times!, 520)).toBeGreaterThan(30);
  });

  it('knows intended starts again after a warm-up that dropped arrivals', async () => {
    const { reported, inSecondPhase } = await fixture.drive({
      load: open(40), // has 100 virtual users: enough for a stall of 2.5 s
      durationMs: 10_000,
      firstKind: 'warm-up',
      onReleased: () => setTimeout(() => fixture.server.stall(3_200), 2_000), // drops the last half second of the warm-up
    });
    expect(reported.dropped).toBeGreaterThan(10);
    expect(inSecondPhase.startDelayMs.count).toBeGreaterThan(100);
    // Each drop makes later starts seem 25 ms too early: with ten of them, all would be late by 250 ms and more.
    expect(above(inSecondPhase.startDelayMs, 200)).toBeLessThan(20);
    // k6 reports the schedule of every drop, so those at the end of the warm-up are not taken for the steady phase's.
    expect(reported.byPhase.first?.dropped).toBe(reported.dropped);
    const { attempted, correct, dropped } = reported.byPhase.second!;
    expect({ correct, dropped }).toEqual({ correct: attempted, dropped: 0 });
    expect([200, 201]).toContain(attempted); // it may begin one more at its very end
  });

  it('counts from the intended start when the generator itself was stopped', async () => {
    const stopMs = 1_000;
    let generator: RunningProgram;
    const { reported } = await fixture.drive({
      load: open(100),
      durationMs: 4_000,
      onStarted: ([part]) => {
        generator = part!;
      },
      onReleased: () => {
        setTimeout(() => generator.kill('SIGSTOP'), 1_500);
        setTimeout(() => generator.kill('SIGCONT'), 1_500 + stopMs);
      },
    });
    expect(reported.dropped).toBe(0);
    const late = above(reported.startDelayMs, stopMs / 2);
    expect(late).toBeGreaterThan(40);
    expect(above(reported.responseTimeMs, stopMs / 2)).toBeGreaterThanOrEqual(late);
    // The server was fast all the time: service times show nothing of the delay.
    expect(above(reported.serviceTimeMs, stopMs / 2)).toBeLessThan(late / 4);
  });
});

describe('a closed load', () => {
  it('keeps every user alive, each with an address and a connection', async () => {
    const { reported } = await fixture.drive({
      load: closed(60, 500),
      durationMs: 4_000,
      generatorProcesses: 3,
    });
    const { seen } = fixture.server;
    expect(reported.mostUsers).toBe(60);
    const { first, second } = reported.byPhase;
    expect(first!.attempted + second!.attempted).toBe(reported.attempted);
    expect(first!.correct + second!.correct).toBe(reported.correct);
    expect(Math.min(first!.attempted, second!.attempted)).toBeGreaterThan(60);
    expect(distinct(seen.map(({ who }) => who))).toBe(60);
    expect(Math.max(...seen.map(({ who }) => who))).toBe(60);
    expect(distinct(seen.map(({ address }) => address))).toBe(60);
    expect(distinct(seen.map(({ connection }) => connection))).toBe(60);
    expect(reported.correct).toBe(seen.length);
  });

  it('counts a late start against the think time that was planned', async () => {
    const stopMs = 1_500;
    let generator: RunningProgram;
    const { reported } = await fixture.drive({
      load: closed(50, 500),
      durationMs: 6_000,
      onStarted: ([part]) => {
        generator = part!;
      },
      onReleased: () => {
        setTimeout(() => generator.kill('SIGSTOP'), 3_200);
        setTimeout(() => generator.kill('SIGCONT'), 3_200 + stopMs);
      },
    });
    // All 50 users were due to continue during the stop, most of them in its first half.
    expect(above(reported.startDelayMs, stopMs / 2)).toBeGreaterThan(25);
    expect(above(reported.responseTimeMs, stopMs / 2)).toBeGreaterThan(25);
  });
});

describe('what goes wrong', () => {
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (error: ProofloadError) => error,
    );

  it('reports an error in the scenario, and ends the load there', async () => {
    const error = await failure(
      fixture.drive({
        load: open(50),
        durationMs: 60_000,
        generatorProcesses: 2,
        paths: ['/right', 'throw'],
      }),
    );
    expect(error).toMatchObject({ code: 'GENERATOR_FAILED' });
    expect(error?.message).toMatch(
      /exit code 108 during the load "load"\. Its last message: .*this scenario is broken/,
    );
  });

  it('reports a scenario that cannot even begin', async () => {
    const entry = join(fixture.folder, 'broken.ts');
    await writeFile(entry, "throw new Error('no world to live in'); export function arrival() {}");
    const bundleFile = join(fixture.folder, 'broken.js');
    await bundleScenario(entry, bundleFile);
    const error = await failure(fixture.drive({ load: open(50), durationMs: 60_000, bundleFile }));
    expect(error).toMatchObject({ code: 'GENERATOR_FAILED' });
    expect(error?.message).toMatch(/exit code 107 .*no world to live in/);
  });

  it('notices a generator that was killed, and ends the others', async () => {
    let parts: RunningProgram[] = [];
    const error = await failure(
      fixture.drive({
        load: open(50),
        durationMs: 60_000,
        generatorProcesses: 2,
        onStarted: (started) => {
          parts = started;
        },
        onReleased: () => process.kill(parts[1]!.pid, 'SIGKILL'),
      }),
    );
    expect(error).toMatchObject({ code: 'GENERATOR_FAILED' });
    expect(error?.message).toBe('k6 was ended by SIGKILL during the load "load". It left no message.');
    expect(parts.filter(isAlive)).toEqual([]);
  });

  it('sends nothing to a system that it may not load', async () => {
    let isStarted = false;
    const error = await failure(
      fixture.drive({
        load: open(50),
        durationMs: 60_000,
        baseUrl: 'http://192.0.2.1',
        onStarted: () => {
          isStarted = true;
        },
      }),
    );
    expect(error).toMatchObject({ code: 'TARGET_NOT_ALLOWED' });
    expect(isStarted).toBe(false);
  });

  it.each(['while k6 gets ready', 'under load'])('ends with the reason of an abort %s', async (when) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    let parts: RunningProgram[] = [];
    const error = await failure(
      fixture.drive({
        load: open(50),
        durationMs: 60_000,
        signal: controller.signal,
        onStarted: (started) => {
          parts = started;
          if (when === 'while k6 gets ready') controller.abort(reason);
        },
        onReleased: () => controller.abort(reason),
      }),
    );
    expect(error).toBe(reason);
    expect(parts.filter(isAlive)).toEqual([]);
  });
});
