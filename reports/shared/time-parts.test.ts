import { describe, expect, it } from 'vitest';
import type { Summary } from '../../harness/model/summary.ts';
import { fixture } from '../testdata/fixtures.ts';
import { largestRoutes, PART_COLUMNS, partNotes, partRows, timeInWords } from './time-parts.ts';

const { summary } = fixture('pass');
const route = (name: string, requests: number, meanMs: number) => ({
  route: name,
  requests,
  meanMs,
  startDelayMs: 0.25 * meanMs,
  parts: { balancer: 0, serverQueue: 0, poolWait: 0, query: 0.5 * meanMs, cache: 0, rest: 0.25 * meanMs },
  serverExcessMs: 0,
});

/** A run with these routes in each of its judged phases, without intended starts in the phases `unknownIn`. */
function withRoutes(routeTimes: Summary['routeTimes'], unknownIn: string[] = []): Summary {
  const phases = summary.phases.map((phase) => ({
    ...phase,
    routeTimes,
    intendedStartUnknown: unknownIn.includes(phase.name) ? 'Arrivals were dropped.' : null,
  }));
  return {
    ...summary,
    phases,
    routeTimes: routeTimes.map((each) => ({ ...each, requests: 3 * each.requests })),
  };
}

describe('largestRoutes', () => {
  it('ranks routes by the time of all their requests, not by the time of one', () => {
    const routes = largestRoutes(withRoutes([route('slow', 1, 100), route('often', 300, 3)]));
    expect(routes.map(({ route: name, share }) => [name, share])).toEqual([
      ['often', 0.9],
      ['slow', 0.1],
    ]);
  });

  it('lists ten, with their shares of the total time', () => {
    const routes = largestRoutes(withRoutes(Array.from({ length: 20 }, (_, i) => route(`route ${i}`, 1, 1))));
    expect(routes).toHaveLength(10);
    expect(routes[0]!.share).toBeCloseTo(0.05, 10);
  });
});

describe('timeInWords', () => {
  it('names the parts, the largest first, without empty ones', () => {
    expect(timeInWords(withRoutes([route('a', 10, 8)]))).toBe(
      "A request took 8 ms on average: 50% queries, 25% start delay, 25% servers' own work.",
    );
  });

  it('is null if nothing was measured', () => {
    expect(timeInWords(withRoutes([]))).toBeNull();
  });
});

describe('phases without intended starts', () => {
  const routes = [route('a', 10, 8)];
  const startDelay = PART_COLUMNS.indexOf('start delay');

  it('are left out, with the reason', () => {
    const partly = withRoutes(routes, ['steady']);
    expect(largestRoutes(partly)[0]!.requests).toBe(20);
    expect(partRows(partly)[0]![startDelay]).toBe('2');
    expect(partNotes(partly)).toEqual([
      "Without 'steady'. Not derivable in 'steady': Arrivals were dropped.",
    ]);
  });

  it('leave no start delay if there are no others', () => {
    const wholly = withRoutes(routes, ['steady', 'users-steady', 'failover']);
    expect(largestRoutes(wholly)[0]!.requests).toBe(30);
    expect(partRows(wholly)[0]![startDelay]).toBe('not derivable');
    expect(timeInWords(wholly)).toMatch(/on average from its actual start/);
    expect(partNotes(wholly)[0]).toMatch(/^Counted from the actual start.*Arrivals were dropped\./);
  });
});

describe('partNotes', () => {
  it('mentions that parts were scaled down', () => {
    const excess = { ...route('a', 10, 8), serverExcessMs: 0.3 };
    expect(partNotes(withRoutes([excess]))).toEqual([
      "The servers measured more time than the generator (0.3 ms on 'a'), so the parts are scaled down to fit.",
    ]);
    expect(partNotes(withRoutes([{ ...excess, serverExcessMs: 0.01 }]))).toEqual([]);
  });
});
