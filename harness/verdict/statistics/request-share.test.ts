import { describe, expect, it } from 'vitest';
import type { Fault } from '../../model/fault.ts';
import type { RunEvent } from '../../model/run.ts';
import { clopperPearson } from '../../stats/proportion.ts';
import { madeUpRun } from '../../summary/testdata/made-up-run.ts';
import { verdictOf, withSeconds } from '../testdata/made-up-verdict.ts';

const FAULT = 'one server killed';

describe('availability', () => {
  it('is that of the steady phases together if these are the worst part, with an interval no narrower than the exact one', () => {
    // 36 of 72,000 in the open load, none of 60,000 in the closed one.
    const availability = verdictOf({ 'open steady': { failedShare: 0.0005 } }).of('availability');
    expect(availability).toMatchObject({ status: 'pass', sampleCount: 132_000, actual: 1 - 36 / 132_000 });
    const exact = clopperPearson(131_964, 132_000, 0.95)!;
    expect(availability.interval!.low).toBeLessThanOrEqual(exact.low!);
    expect(availability.interval!.high).toBeGreaterThanOrEqual(exact.high!);
    expect(availability.headroom).toBeCloseTo(1 - 36 / 132, 9);
  });

  it('must hold in the fault phase by itself, which a longer steady phase would otherwise hide', () => {
    const verdict = verdictOf({ [FAULT]: { failedShare: 0.002 } });
    // 108 of 186,000 in all would be 99.94%.
    expect(verdict.of('availability')).toMatchObject({ status: 'fail', sampleCount: 54_000, actual: 0.998 });
    expect(
      verdict.of('availability').evidence.filter(({ label }) => label === 'correct responses'),
    ).toMatchObject([
      { value: 1, phase: 'open steady, closed steady', interval: { high: 1 } },
      {
        value: 0.998,
        phase: FAULT,
        interval: { low: expect.closeTo(0.9976, 4), high: expect.closeTo(0.9984, 4) },
      },
    ]);
  });

  it('shows the worst part when several fail', () => {
    const steady = { failedShare: 0.01 };
    const worse = { 'open steady': steady, 'closed steady': steady, [FAULT]: { failedShare: 0.02 } };
    expect(verdictOf(worse).of('availability')).toMatchObject({ status: 'fail', actual: 0.98 });
    const better = { 'open steady': steady, 'closed steady': steady, [FAULT]: { failedShare: 0.005 } };
    expect(verdictOf(better).of('availability')).toMatchObject({ status: 'fail', actual: 0.99 });
  });

  it('fails when only the steady phases fail', () => {
    const availability = verdictOf({ 'closed steady': { failedShare: 0.01 } }).of('availability');
    expect(availability).toMatchObject({ status: 'fail', sampleCount: 132_000 });
    expect(availability.evidenceOf('failed: status-500')).toBe(600);
  });

  it('is inconclusive when the interval holds the bound, and says what would settle it', () => {
    // 48 of 54,000 failed: 99.911% with an interval that reaches 99.882%.
    const availability = verdictOf({ [FAULT]: { failedShare: 48 / 54_000 } }).of('availability');
    expect(availability.status).toBe('inconclusive');
    const more = Number(
      /about ([\d,]+) more requests with the same share of failures would/
        .exec(availability.reason)![1]!
        .replaceAll(',', ''),
    );
    // By hand: 1.96^2 * 0.00089 / 0.00011^2 = 280,000, of which we have 54,000.
    expect(more).toBeGreaterThan(200_000);
    expect(more).toBeLessThan(400_000);
  });

  it('is inconclusive for a phase too short to show 99.9% even without a failure', () => {
    const availability = verdictOf(
      { [FAULT]: { answersPerSec: 50 } },
      {
        ...madeUpRun(),
        profile: {
          loads: madeUpRun().profile.loads.map((load) =>
            load.name === 'fault' ? { ...load, load: { model: 'open', arrivalRatePerSec: 50 } } : load,
          ),
        },
      },
    ).of('availability');
    expect(availability).toMatchObject({ status: 'inconclusive', actual: 1, sampleCount: 2250 });
    // It takes at least 3,688 to show it: 1,438 more, rounded up.
    expect(availability.reason).toContain('about 1,500 more requests without a failure would');
  });

  it('is invalid when the server was not killed, or did not come back in the phase', () => {
    const run = madeUpRun();
    const [killed, restored] = run.events;
    const noKill = verdictOf({}, { ...run, events: [] });
    expect(noKill.of('availability')).toMatchObject({ status: 'invalid', actual: null });
    expect(noKill.of('availability').reason).toContain('server-1 was not killed');
    expect(noKill.statuses).toMatchObject({ goodputPerSec: 'pass', availability: 'invalid' });
    expect(noKill.status).toBe('invalid');
    for (const events of [
      [killed!],
      [killed!, { ...restored!, atMs: run.phases.at(-1)!.endMs + 1 }],
      [killed!, { ...restored!, atMs: killed!.atMs - 1 }],
    ]) {
      expect(verdictOf({}, { ...run, events }).of('availability').reason).toContain('did not come back');
    }
  });

  it('is invalid when one of several planned kills did not happen, or its server did not come back', () => {
    const run = madeUpRun();
    const phase = run.phases.at(-1)!;
    const kills: Fault[] = [
      { part: 'server-2', action: 'kill', atMs: 20_000, returnAtMs: 25_000 },
      { part: 'server-1', action: 'kill', atMs: 5_000, returnAtMs: 10_000 },
      { part: 'server-1', action: 'kill', atMs: 30_000, returnAtMs: 35_000 },
    ];
    const profile = {
      loads: run.profile.loads.map((load) => ({
        ...load,
        phases: load.phases.map((planned) => (planned.faults ? { ...planned, faults: kills } : planned)),
      })),
    };
    const events = kills
      .flatMap(({ part, atMs, returnAtMs }): RunEvent[] => [
        { atMs: phase.startMs + atMs, kind: 'part-killed', part, what: '' },
        { atMs: phase.startMs + returnAtMs + 800, kind: 'part-restored', part, what: '' },
      ])
      .toSorted((a, b) => a.atMs - b.atMs);
    const reasonWithout = (...missing: number[]) =>
      verdictOf({}, { ...run, profile, events: events.filter((_, i) => !missing.includes(i)) }).of(
        'availability',
      );
    expect(reasonWithout()).toMatchObject({ status: 'pass' });
    expect(reasonWithout(2, 3).reason).toContain('server-2 was not killed');
    expect(reasonWithout(3).reason).toContain('server-2 was killed');
    expect(reasonWithout(4, 5).reason).toContain('server-1 was not killed');
    expect(reasonWithout(5).reason).toContain('did not come back');
  });

  it('needs every planned fault of every kind, on any part', () => {
    const run = madeUpRun();
    const { startMs } = run.phases.at(-1)!;
    const fault: Fault = { part: 'redis', action: 'stop', atMs: 5_000, returnAtMs: 20_000 };
    const profile = {
      loads: run.profile.loads.map((load) => ({
        ...load,
        phases: load.phases.map((planned) => (planned.faults ? { ...planned, faults: [fault] } : planned)),
      })),
    };
    const stopped = (kind: RunEvent['kind'] = 'part-stopped'): RunEvent[] => [
      { atMs: startMs + 6_000, sinceMs: startMs + 5_000, kind, part: 'redis', what: '' },
      { atMs: startMs + 20_500, kind: 'part-restored', part: 'redis', what: '' },
    ];
    const availabilityAfter = (events: RunEvent[]) =>
      verdictOf({}, { ...run, profile, events }).of('availability');
    expect(availabilityAfter(stopped())).toMatchObject({ status: 'pass' });
    expect(availabilityAfter([]).reason).toContain('redis was not stopped');
    expect(availabilityAfter(stopped('part-paused')).reason).toContain('redis was not stopped');
    expect(availabilityAfter(stopped().slice(0, 1)).reason).toContain('redis was stopped');
  });

  it('is invalid when nothing was answered, and counts refusals separately', () => {
    const refused = verdictOf({ [FAULT]: { refusedPerSec: 1200 } }).of('availability');
    expect(refused).toMatchObject({ status: 'invalid', reason: `No response was counted in '${FAULT}'.` });
    const some = verdictOf({ [FAULT]: { refusedPerSec: 200 } }).of('availability');
    expect(some).toMatchObject({ status: 'pass', actual: 1 });
    expect(
      some.evidence.filter(({ label }) => label.startsWith('refused')).map(({ value }) => value),
    ).toEqual([0, 9000]);
  });

  it('is inconclusive when the fault phase did not run', () => {
    const run = madeUpRun();
    const availability = verdictOf(
      {},
      withSeconds({ ...run, phases: run.phases.slice(0, -1) }, 'open steady', 60),
    );
    expect(availability.of('availability')).toMatchObject({ status: 'inconclusive', actual: null });
  });

  it('fails when it was broken in this run: an outage is a fact, not one event to resample', () => {
    const outage = (from: number, seconds: number, failed: number) =>
      Object.fromEntries(Array.from({ length: seconds }, (_, i) => [from + i, failed]));
    const ofFault = (failedAt: Record<number, number>) =>
      verdictOf({ [FAULT]: { failedAt } }).of('availability');
    // 15 of 45 seconds dead, and 5 of 45 at a third.
    expect(ofFault(outage(15, 15, 1200))).toMatchObject({ status: 'fail', actual: 30 / 45 });
    expect(ofFault(outage(15, 5, 400))).toMatchObject({ status: 'fail', actual: 52_000 / 54_000 });
    // 20 of 60 seconds dead in a steady phase.
    const steady = verdictOf({ 'open steady': { failedAt: outage(10, 20, 1200) } }).of('availability');
    expect(steady).toMatchObject({ status: 'fail', actual: 108_000 / 132_000 });
    expect(steady.interval!.high).toBeLessThan(0.999);
  });

  it('counts requests that were never answered as failed', () => {
    const { status, actual, evidenceOf } = verdictOf({ 'open steady': { unanswered: [59] } }).of(
      'availability',
    );
    expect({ status, actual }).toEqual({ status: 'fail', actual: 1 - 1200 / 132_000 });
    expect(evidenceOf('failed: never answered')).toBe(1200);
  });

  it('says which outages a pass rules out, and which it does not', () => {
    expect(verdictOf().of('availability').reason).toContain(
      'No request failed in steady load of 120 seconds: outages more frequent than one in 40 seconds are ruled out, rarer ones are not.',
    );
    // By hand, for 3 of 120 seconds: the share at which 3 or fewer occur with 5% is 6.3%, one in 15.
    const bursts = verdictOf({ 'open steady': { failedAt: { 5: 1, 25: 1, 45: 1 } } }).of('availability');
    expect(bursts.status).toBe('pass');
    expect(bursts.reason).toContain(
      'Requests failed in 3 stretches of 120 seconds: outages more frequent than one in 15 seconds are ruled out',
    );
  });

  it('passes in a fault phase only if each fault kept the promise: several faults show how it varies', () => {
    const run = madeUpRun();
    const phase = run.phases.at(-1)!;
    const at = (second: number) => phase.startMs + second * 1000;
    const events = [5, 20, 35].flatMap((second, index) => {
      const part = `server-${index + 1}`;
      return [
        { atMs: at(second), kind: 'part-killed' as const, part, what: 'killed' },
        { atMs: at(second + 5), kind: 'part-restored' as const, part, what: 'back' },
      ];
    });
    // 30 failures of 54,000 are within the promise; but all of them came after one fault, 99.83% of its 18,000.
    const failing = (failedAt: Record<number, number>) =>
      verdictOf({ [FAULT]: { failedAt } }, { ...run, events }).of('availability');
    const one = failing({ 21: 30 });
    expect(one).toMatchObject({ status: 'inconclusive', actual: 1 - 30 / 54_000 });
    expect(one.reason).toContain('after the worst of 3 faults 99.83% were correct');
    expect(failing({ 6: 4, 21: 4, 36: 4 })).toMatchObject({ status: 'pass', actual: 1 - 12 / 54_000 });
    // The faults are alike, but three are few: ten failures after each may be twenty after the next.
    expect(failing({ 6: 10, 21: 10, 36: 10 })).toMatchObject({ status: 'inconclusive' });
    expect(one.evidenceOf('correct responses after the worst of 3 faults')).toBeCloseTo(1 - 30 / 18_000, 9);
  });

  it('fails if it was broken, even if a server did not come back in time', () => {
    const run = madeUpRun({ events: madeUpRun().events.slice(0, 1) });
    expect(verdictOf({}, run).of('availability').status).toBe('invalid');
    expect(verdictOf({ [FAULT]: { failedShare: 0.02 } }, run).of('availability')).toMatchObject({
      status: 'fail',
      actual: 0.98,
    });
  });
});
