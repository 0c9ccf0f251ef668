import { describe, expect, it } from 'vitest';
import type { Standing } from '../../verdict/standing.ts';
import { LiveRun, standingLines } from './live-run.ts';

const STANDING: Standing = {
  id: 'clinic.p95',
  statement: 'Pages are fast',
  operator: '<',
  bound: 200,
  unit: 'ms',
  figure: 12.5,
  isWithin: true,
  recordedSec: 30,
  plannedSec: 76,
  isCheckedAfterLoad: false,
};
const STANDINGS: Standing[] = [
  STANDING,
  { ...STANDING, id: 'clinic.p99', figure: 250, isWithin: false },
  { ...STANDING, id: 'clinic.users', figure: null, isWithin: null, recordedSec: 0 },
  { ...STANDING, id: 'clinic.hits', figure: null, isWithin: null },
  { ...STANDING, id: 'clinic.lost', figure: null, isWithin: null, isCheckedAfterLoad: true },
];

function liveRun() {
  let nowMs = 1_000_000;
  const run = new LiveRun({ title: 'Clinic', load: '500 users', expectedMs: 120_000, clock: () => nowMs });
  return {
    run,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('the view of a run', () => {
  it('says what is happening, how far the phase is and how long the rest takes', () => {
    const { run, pass } = liveRun();
    expect(run.view()).toMatchObject({
      title: 'Clinic',
      load: '500 users',
      step: 'starting',
      fraction: null,
    });
    run.add({ kind: 'begin', step: 'seed', label: 'making rows' });
    expect(run.view()).toMatchObject({ step: 'making rows', fraction: null, timeLeft: 'about 2 min left' });
    run.add({ kind: 'detail', step: 'seed', detail: 'building indexes', fraction: 0.4 });
    expect(run.view()).toMatchObject({ step: 'building indexes', fraction: 0.4 });
    run.add({ kind: 'phase', name: 'steady', durationMs: 60_000 });
    pass(15_000);
    expect(run.view()).toMatchObject({ step: 'Phase: steady', fraction: 0.25 });
    run.add({ kind: 'end', step: 'load', detail: '4 phases' });
    expect(run.view()).toMatchObject({ fraction: null, events: ['0:15 load: 4 phases'] });
  });

  it('has the figures of the last second, and as many seconds and events as fit', () => {
    const { run } = liveRun();
    for (let second = 0; second < 400; second++) {
      run.add({
        kind: 'live',
        figures: { ratePerSec: second, responseTimeP95Ms: null, failed: 1, users: 7 },
      });
      run.add({ kind: 'event', what: `${second}` });
    }
    const view = run.view();
    expect(view.figures.map(({ value }) => value)).toEqual(['399', 'none', '1', '7 users']);
    expect([view.ratesPerSec.length, view.ratesPerSec.at(-1)]).toEqual([300, 399]);
    expect([view.events.length, view.events[0]]).toEqual([20, '0:00 399']);
  });

  it('has how it ended', () => {
    const { run } = liveRun();
    expect(run.view().end).toBeNull();
    run.end('All promises hold.');
    expect(run.view().end).toBe('All promises hold.');
  });
});

describe('the targets', () => {
  it('stand on a side of their bound, without a word of a verdict', () => {
    const { run } = liveRun();
    run.stand(STANDINGS);
    expect(run.view().targets.map(({ figure, side }) => [figure, side])).toEqual([
      ['12.5 ms', 'on the promised side'],
      ['250 ms', 'beyond the bound'],
      ['none', 'not begun'],
      ['none', 'no figure yet'],
      ['none', 'checked after the load'],
    ]);
    expect(JSON.stringify(run.view())).not.toMatch(/pass|fail\b|holds|broken/i);
  });

  it('are lines that move no cursor, and their columns stay below each other', () => {
    const [, line, other] = standingLines([STANDING, { ...STANDING, id: 'x\u001b[2J\nx', unit: 'ms' }]);
    expect(other).toBe(line!.replace('clinic.p95', 'x\uFFFD[2J x   '));
  });

  it('are lines for a terminal', () => {
    expect(standingLines(STANDINGS.slice(0, 3)).join('\n')).toBe(
      `    So far, without a verdict:
    clinic.p95    on the promised side  12.5 ms  under 200 ms  30 of 76 s
    clinic.p99    beyond the bound      250 ms   under 200 ms  30 of 76 s
    clinic.users  not begun             none     under 200 ms  0 of 76 s `,
    );
  });
});
