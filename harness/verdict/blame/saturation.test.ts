import { describe, expect, it } from 'vitest';
import type { PhaseSummary } from '../../model/summary.ts';
import type { ResourceName } from '../../model/verdict.ts';
import { madeUpRun, summaryOf } from '../../summary/testdata/made-up-run.ts';
import { saturationIn, saturationOf } from './saturation.ts';
import { phaseWith, RUN } from './testdata/phase.ts';

const of = (resource: ResourceName, phase: PhaseSummary) =>
  saturationIn(phase, RUN).find((each) => each.resource === resource)!;

describe('a resource', () => {
  it('is idle when nothing is near its limit', () => {
    const statuses = saturationIn(phaseWith(), RUN).map(({ resource, status }) => [resource, status]);
    expect(Object.fromEntries(statuses)).toEqual({
      generator: 'idle',
      balancer: 'idle',
      'server-event-loop': 'idle',
      pool: 'idle',
      'database-cpu': 'idle',
      'database-locks': 'idle',
      'database-io': 'idle',
      cache: 'idle',
      machine: 'idle',
    });
  });

  it('is unknown when it was not measured: missing figures do not mean idle', () => {
    const nothing = {
      machine: null,
      balancer: null,
      eventLoop: null,
      pool: null,
      database: null,
      cache: null,
    };
    const phase = { ...phaseWith(), resources: nothing, generators: [], startDelayMs: null };
    for (const { status, utilization } of saturationIn(phase, RUN)) {
      expect({ status, utilization }).toEqual({ status: 'unknown', utilization: null });
    }
  });

  it.each([
    ['balancer', { balancer: { busiestWorkerCpuCores: 0.6 } }, { utilization: 0.6, status: 'busy' }],
    ['balancer', { balancer: { droppedConnections: 2 } }, { status: 'saturated' }],
    ['server-event-loop', { eventLoop: { utilization: 0.7 } }, { utilization: 0.7, status: 'busy' }],
    ['server-event-loop', { eventLoop: { delayP99Ms: 51 } }, { status: 'saturated' }],
    ['pool', { pool: { inUse: 60 } }, { utilization: 0.6, status: 'busy' }],
    ['pool', { pool: { inUse: 90 } }, { utilization: 0.9, status: 'saturated' }],
    ['pool', { pool: { timeouts: 3 } }, { errors: 3, status: 'saturated' }],
    ['database-cpu', { database: { cpuCores: 1.1 } }, { utilization: 0.55, status: 'busy' }],
    ['database-cpu', { database: { cpuCores: 1.9 } }, { utilization: 0.95, status: 'saturated' }],
    ['machine', { machine: { cpuUtilization: 0.6 } }, { utilization: 0.6, status: 'busy' }],
    ['machine', { machine: { memoryPressure: 0.2 } }, { status: 'saturated' }],
    ['cache', { cache: { cpuCores: 0.6 } }, { utilization: 0.6, status: 'busy' }],
    ['cache', { cache: { failedLookups: 5 } }, { errors: 5, status: 'idle' }],
  ] as const)('%s with %o', (resource, figures, expected) => {
    expect(of(resource, phaseWith(figures))).toMatchObject(expected);
  });

  it('with few waits is not saturated, however large their share', () => {
    const backends = { running: 0.01, lock: 0.3, lightweightLock: 0, io: 0, other: 0 };
    expect(of('database-locks', phaseWith({ database: { backends } })).status).toBe('idle');
    const more = { ...backends, lock: 0.6 };
    expect(of('database-locks', phaseWith({ database: { backends: more } })).status).toBe('saturated');
  });

  it('counts the cores that a generator may use, not all cores', () => {
    const pinned = { generators: [{ process: 'k6', cpuCoresMean: 0.95, coresAllowed: 1 }] };
    expect(of('generator', phaseWith({}, {}, pinned))).toMatchObject({
      utilization: 0.95,
      status: 'saturated',
    });
    const free = { generators: [{ process: 'k6', cpuCoresMean: 0.95, coresAllowed: null }] };
    expect(of('generator', phaseWith({}, {}, free))).toMatchObject({ utilization: 0.475, status: 'idle' });
  });

  it('is saturated if the generator dropped arrivals, whatever its CPU', () => {
    const outcomes = { attempted: 10, correct: 10, failed: 0, refused: 0, dropped: 7, owed: 0 };
    expect(of('generator', phaseWith({}, {}, { outcomes }))).toMatchObject({
      errors: 7,
      status: 'saturated',
    });
  });

  it('has as errors the responses that a balancer gave for dead servers', () => {
    const failedByReason = { 'status-502': 3, 'status-504': 4, 'status-500': 100 };
    expect(of('balancer', phaseWith({}, {}, { failedByReason })).errors).toBe(7);
  });
});

it('saturation is reported for the judged phases only, each resource once', () => {
  const run = madeUpRun();
  const all = saturationOf(run, summaryOf(run));
  expect([...new Set(all.map(({ phase }) => phase))]).toEqual([
    'open steady',
    'closed steady',
    'one server killed',
  ]);
  expect(all).toHaveLength(3 * 9);
});
