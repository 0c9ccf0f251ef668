import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../model/run.ts';
import { type Changes, madeUpRun, type PhaseName, summaryOf } from '../../summary/testdata/made-up-run.ts';
import { verdictOf } from '../testdata/made-up-verdict.ts';
import { checkValidity } from './index.ts';

const OPEN = 'open steady';
const RAMP_UP = 'ramp-up';
const CLOSED = 'closed steady';
const FAULT = 'one server killed';

const startMsOf = (phase: PhaseName) => madeUpRun().phases.find(({ name }) => name === phase)!.startMs;

/** A restart of PostgreSQL, by seconds into a phase. */
function restarted(phase: PhaseName, sinceSec: number, atSec: number, what = WHAT): RunEvent {
  const [sinceMs, atMs] = [sinceSec, atSec].map((sec) => startMsOf(phase) + sec * 1000) as [number, number];
  return { kind: 'part-restarted', part: 'postgres', what, sinceMs, atMs };
}
const WHAT = 'postgres reinitialised after one of its processes crashed';

function checksOf(events: RunEvent[], changes: Changes = {}) {
  const run = madeUpRun({ events: [...madeUpRun().events, ...events] });
  const { checks } = checkValidity(run, summaryOf(run, changes));
  return checks.filter(({ name }) => name === 'part-restarted');
}

const violatedIn = (events: RunEvent[]) =>
  checksOf(events).flatMap(({ status, phase }) => (status === 'violated' ? [phase] : []));

describe('part-restarted', () => {
  it('holds if only the server that the run itself killed was restarted, and names the parts that report', () => {
    expect(checksOf([]).map(({ phase, status, reason }) => [phase, status, reason])).toEqual(
      [OPEN, CLOSED, FAULT].map((phase) => [
        phase,
        'held',
        `No part was restarted or changed its role in '${phase}' (parts that report it: postgres).`,
      ]),
    );
  });

  it('is violated in the phase in which a part was restarted, with the part and the moment', () => {
    const check = checksOf([restarted(OPEN, 12, 14)]).find(({ phase }) => phase === OPEN);
    expect(check).toMatchObject({
      status: 'violated',
      actual: 1,
      bound: 0,
      reason:
        "In 'open steady' postgres reinitialised after one of its processes crashed, between 12 s and 14 s after the phase began.",
      evidence: [{ value: 14, unit: 's', phase: OPEN }],
    });
    expect(violatedIn([restarted(OPEN, 12, 14)])).toEqual([OPEN]);
  });

  it('counts every restart of the phase', () => {
    const again = 'postgres was promoted to primary';
    const check = checksOf([restarted(CLOSED, 1, 2), restarted(CLOSED, 5, 6, again)])[1];
    expect(check).toMatchObject({ status: 'violated', actual: 2 });
    expect(check!.reason).toMatch(/, and 1 more restart followed\.$/);
    expect(check!.evidence.map(({ label }) => label)).toContain(`noticed after the phase began: ${again}`);
  });

  it.each<[string, RunEvent, string[]]>([
    ['the last second of a phase, noticed after it', restarted(OPEN, 60, 63), [OPEN]],
    ['a ramp-up, which is not judged', restarted(RAMP_UP, 2, 4), []],
    ['a ramp-up or the phase after it', restarted(RAMP_UP, 9, 12), [CLOSED]],
  ])('counts a restart for every phase in which it may have happened: %s', (_, event, phases) => {
    expect(violatedIn([event])).toEqual(phases);
  });

  it('is unknown if no part reports', () => {
    const [check] = checksOf([], { [OPEN]: { partsTell: false } });
    expect(check).toMatchObject({
      phase: OPEN,
      status: 'unknown',
      reason: "No part of the system reported in 'open steady' whether it was restarted.",
    });
  });

  it("turns no result: what a crash costs is in the figures, and is the system's own", () => {
    const run = madeUpRun({ events: [...madeUpRun().events, restarted(OPEN, 12, 14)] });
    const verdict = verdictOf({}, run);
    expect(verdict.validity.checks.find(({ status }) => status === 'violated')).toMatchObject({
      name: 'part-restarted',
      doubt: { limited: {}, unlimited: {} },
    });
    expect(verdict.status).toBe('pass');
    expect(verdict.generator).toMatchObject({ status: 'valid', reasons: [] });
  });
});
