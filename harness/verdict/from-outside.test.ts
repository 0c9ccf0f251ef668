import { describe, expect, it } from 'vitest';
import type { Run } from '../model/run.ts';
import { CODE, madeUpRun } from '../summary/testdata/made-up-run.ts';
import { verdictOf } from './testdata/made-up-verdict.ts';

const TARGET = 'http://127.0.0.1:8080';
const EVERY_SECOND = Array.from({ length: 100 }, (_, index) => index);
const SILENT = { silentServerSeconds: EVERY_SECOND };
/** Its servers' metrics cannot be read in any phase. */
const UNSEEN = {
  'open warm-up': SILENT,
  'open steady': SILENT,
  'ramp-up': SILENT,
  'closed steady': SILENT,
};

/** A run on a system that Proofload did not start: the same loads without the one in which a server is killed. */
function outsideRun(changes: Partial<Run> = {}): Run {
  const run = madeUpRun();
  return {
    ...run,
    target: TARGET,
    topology: null,
    events: [],
    profile: { loads: run.profile.loads.filter(({ name }) => name !== 'fault') },
    phases: run.phases.filter(({ load }) => load !== 'fault'),
    ...changes,
  };
}

describe('a system that Proofload did not start', () => {
  it('is judged by what can be seen from outside; the rest is inconclusive', () => {
    const seen = verdictOf(UNSEEN, outsideRun());
    expect(seen.statuses).toEqual({
      responseTimeP95Ms: 'pass',
      goodputPerSec: 'pass',
      availability: 'pass',
      concurrentUsers: 'pass',
      queryTimeP95Ms: 'inconclusive',
      cacheHitRatio: 'inconclusive',
    });
    for (const sli of ['queryTimeP95Ms', 'cacheHitRatio'] as const)
      expect(seen.of(sli)).toMatchObject({
        actual: null,
        reason: expect.stringMatching(/^Not measured from outside: /),
      });
    expect(seen.status).toBe('inconclusive');
    expect(seen.validity.status).toBe('valid');
  });

  it("is also judged by its servers' metrics if they can be read", () => {
    expect(verdictOf({}, outsideRun()).statuses).toMatchObject({
      queryTimeP95Ms: 'pass',
      cacheHitRatio: 'pass',
    });
    const slow = { queryTimesMs: [90] };
    const seen = verdictOf({ 'open steady': slow, 'closed steady': slow }, outsideRun());
    expect(seen.of('queryTimeP95Ms').status).toBe('fail');
  });

  it('has no server killed, and its availability is reported as covering the steady phases only', () => {
    const availability = verdictOf({}, outsideRun()).of('availability');
    expect(availability).toMatchObject({ status: 'pass', sampleCount: 132_000 });
    expect(availability.reason).toContain("Not measured from outside: 'one server killed'");
    const failing = verdictOf({ 'open steady': { failedShare: 0.01 } }, outsideRun()).of('availability');
    expect(failing.status).toBe('fail');
    expect(failing.reason).toContain('Not measured from outside');
  });

  it('is inconclusive, like any other, for a phase that was planned and did not run', () => {
    const run = outsideRun();
    const ended = { ...run, phases: run.phases.filter(({ load }) => load !== 'closed') };
    expect(verdictOf({}, ended).of('availability')).toMatchObject({ status: 'inconclusive', actual: null });
  });

  it('gets a note that lists what was not measured', () => {
    const blind = outsideRun({ dataChecks: [], integrity: { dataset: null, code: null } });
    const [note] = verdictOf({}, blind).notes;
    expect(note).toContain(`The system at ${TARGET} was not started by Proofload`);
    expect(note).toContain('whether what it acknowledged is in its database');
    expect(note).toContain('what data it holds');
    expect(verdictOf({}, outsideRun()).notes[0]).not.toContain('what it acknowledged');
  });

  it('of which nothing else was to be observed has no rows of what was not seen, and one note', () => {
    const observed = {
      servers: [],
      database: false,
      cache: false,
      edge: false,
      processes: false,
      data: false,
    };
    const integrity = { dataset: null, code: null };
    const own = outsideRun({ dataChecks: [], integrity, promisedBy: 'config', observed });
    const verdict = verdictOf(UNSEEN, own);
    const { notes } = verdict;
    expect(notes[0]).toBe(
      `Proofload did not start the system at ${TARGET}. Only its responses were observed. Not observed: the servers' own metrics (telemetry.metrics), the database (DATABASE_URL), the cache (REDIS_URL), CPU and memory of its processes (telemetry.processes).`,
    );
    expect(notes.join()).not.toContain('killed');
    expect(new Set(verdict.saturation.map(({ resource }) => resource))).toEqual(
      new Set(['generator', 'machine']),
    );
    const checks = verdict.validity.checks.map(({ name }) => name);
    expect(checks).not.toContain('dataset-changed');
    expect(verdict.of('queryTimeP95Ms').reason).toContain('telemetry.metrics would show them');
  });

  it('keeps the rows of a source that was named, even if it fell silent', () => {
    const observed = {
      servers: ['api'],
      database: true,
      cache: true,
      edge: false,
      processes: false,
      data: false,
    };
    const { saturation } = verdictOf({}, outsideRun({ promisedBy: 'config', observed }));
    const resources = new Set(saturation.map(({ resource }) => resource));
    expect(resources.has('balancer')).toBe(false);
    expect(resources.has('database-cpu') && resources.has('cache')).toBe(true);
  });

  it('runs only the scenario from this checkout', () => {
    const integrityWith = (changes: Partial<typeof CODE>) => ({
      dataset: null,
      code: { before: CODE, after: { ...CODE, ...changes } },
    });
    const edited = integrityWith({ commit: 'd00d', filesHash: 'cc' });
    expect(verdictOf({}, outsideRun({ integrity: edited })).validity.status).toBe('valid');
    expect(verdictOf({}, madeUpRun({ integrity: edited })).validity.status).toBe('invalid');
    const replaced = integrityWith({ bundleHash: 'cc' });
    expect(verdictOf({}, outsideRun({ integrity: replaced })).validity.status).toBe('invalid');
  });

  it('changes nothing for a system that Proofload started', () => {
    const verdict = verdictOf(UNSEEN);
    expect(verdict.of('queryTimeP95Ms').status).toBe('invalid');
    expect(verdict.notes.join()).not.toContain('outside');
  });
});
