import { describe, expect, it } from 'vitest';
import { fixture } from '../testdata/fixtures.ts';
import { NO_SUSPECT, POOL_SUSPECT, resourcesOf } from '../testdata/resources.ts';
import { firstSuspect, resourceTable, saturatedInWords, suspectTitle, utilizationOf } from './blame.ts';

const { verdict } = fixture('fail');

describe('firstSuspect', () => {
  it('is that of the first target that failed, in one sentence', () => {
    expect(firstSuspect(verdict)).toEqual({
      target: verdict.targets[0],
      sentence: 'The first suspect is the connection pool.',
    });
    const [p95, ...others] = verdict.targets;
    expect(firstSuspect({ targets: [{ ...p95!, status: 'pass' }, ...others] })?.sentence).toBe(
      'No resource stands out as the cause.',
    );
  });

  it('is null if nothing failed, or there is no suspect', () => {
    expect(firstSuspect(fixture('pass').verdict)).toBeNull();
    expect(firstSuspect({ targets: [{ ...verdict.targets[0]!, suspect: null }] })).toBeNull();
  });

  it('has a title with its name', () => {
    expect([POOL_SUSPECT, NO_SUSPECT].map(suspectTitle)).toEqual([
      'First suspect: the connection pool',
      'Where to look',
    ]);
  });
});

describe('resourceTable', () => {
  it('has a row for each resource and a cell for each phase', () => {
    const { phases, rows } = resourceTable(verdict);
    expect(phases).toEqual(['steady', 'users-steady', 'failover']);
    expect(rows.map(({ name }) => name).slice(0, 4)).toEqual([
      'Load generator',
      'Balancer',
      "A server's event loop",
      'Connection pool',
    ]);
    expect(rows[3]!.cells.map((cell) => cell?.status)).toEqual(['saturated', 'idle', 'saturated']);
  });

  it('leaves a gap where a resource was not judged', () => {
    const saturation = resourcesOf('none').filter(
      ({ resource, phase }) => resource === 'cache' || phase === 'steady',
    );
    expect(resourceTable({ saturation }).rows[0]!.cells.slice(1)).toEqual([null, null]);
  });
});

describe('saturatedInWords', () => {
  it('names resources and phases, or says that there were none', () => {
    expect(saturatedInWords(verdict)).toBe('Saturated: Connection pool (steady, failover).');
    expect(saturatedInWords({ saturation: resourcesOf('none') })).toBe('No resource was saturated.');
  });

  it('does not take what was not observed for calm', () => {
    const seen = (...observed: string[]) =>
      resourcesOf('none').map((each) =>
        observed.includes(each.resource) ? each : { ...each, status: 'unknown' as const },
      );
    expect(saturatedInWords({ saturation: seen('generator', 'machine') })).toBe(
      'No resource that was observed was saturated; 7 of 9 were not observed.',
    );
    expect(saturatedInWords({ saturation: seen() })).toBe(
      'No resource was observed, so any of them may be the cause.',
    );
  });
});

describe('utilizationOf', () => {
  const [generator] = resourcesOf('none');

  it.each([
    [0.982, '98%'],
    [0.998, '99.8%'],
    [0.0042, '0.42%'],
    [0, '0%'],
    [1.2, '120%'],
    [null, 'use not measured'],
  ])('%d is %s', (utilization, text) => {
    expect(utilizationOf({ ...generator!, utilization })).toBe(text);
  });
});
