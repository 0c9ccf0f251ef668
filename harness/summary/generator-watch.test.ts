import { describe, expect, it } from 'vitest';
import type { ClosedLoad, OpenLoad } from '../model/load.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { sampleSecond } from '../store/testing/samples.ts';
import { GeneratorWatch } from './generator-watch.ts';

const client = (users: number, usersMax: number) => ({
  attempted: 0,
  completed: 0,
  correct: 0,
  failed: 0,
  refused: 0,
  droppedIterations: 0,
  users,
  usersMax,
  failedByReason: {},
  byRoute: {},
});
const k6 = (name: string, cpuCores: number, openFiles: number | null, coresAllowed?: number) => ({
  name,
  cpuCores,
  residentBytes: 1,
  openFiles,
  ...(coresAllowed !== undefined && { coresAllowed }),
});

const OPEN: OpenLoad = { model: 'open', arrivalRatePerSec: 50 };
const CLOSED: ClosedLoad = { model: 'closed', users: 1000, thinkTimeMs: 1000 };

function watch(load: OpenLoad | ClosedLoad, ...seconds: Partial<TimelineSecond>[]) {
  const watched = new GeneratorWatch(load);
  for (const [index, second] of seconds.entries()) watched.addSecond({ ...sampleSecond(index), ...second });
  return watched.finish();
}

describe('GeneratorWatch', () => {
  it('keeps the second in which the largest share of an open load’s virtual users were busy', () => {
    const seconds = [client(10, 100), client(40, 100), client(45, 200), client(5, 100)];
    expect(watch(OPEN, ...seconds.map((each) => ({ client: each }))).usersInUse).toEqual({
      busy: 40,
      made: 100,
    });
    expect(watch(OPEN, { client: client(10, 0) }).usersInUse).toBeNull();
    expect(watch(CLOSED, { client: client(40, 100) }).usersInUse).toBeNull();
  });

  it('keeps the second with the fewest open files for each virtual user of a closed load, over all its processes', () => {
    const look = (users: number, ...files: (number | null)[]) => ({
      client: client(users, users),
      processes: files.map((openFiles, i) => k6(`k6-${i + 1}`, 0.1, openFiles)),
    });
    const { connections } = watch(
      CLOSED,
      look(100, 60, 60),
      look(100, 55, 44),
      look(50, 40, 20),
      look(100, 30, null),
    );
    expect(connections).toEqual({ users: 100, vus: 100, openFiles: 99 });
    expect(watch(CLOSED, look(0, 5)).connections).toBeNull();
    const shared = watch({ ...CLOSED, usersPerVu: 10 }, look(100, 120));
    expect(shared.connections).toEqual({ users: 1000, vus: 100, openFiles: 120 });
  });

  it('averages the CPU of each process, and keeps the fewest cores that it was ever allowed', () => {
    const { generators } = watch(
      OPEN,
      { processes: [k6('k6-2', 0.2, null), k6('k6-1', 0.5, null, 2), k6('server-1', 1, null, 2)] },
      { processes: [k6('k6-2', 0.4, null), k6('k6-1', 0.7, null, 1)] },
    );
    expect(generators).toEqual([
      { process: 'k6-1', cpuCoresMean: 0.6, coresAllowed: 1 },
      { process: 'k6-2', cpuCoresMean: expect.closeTo(0.3, 12), coresAllowed: null },
    ]);
  });
});
