import { describe, expect, it } from 'vitest';
import type { PartIdentity } from '../model/part-identity.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { sampleSecond } from '../store/testing/samples.ts';
import { changeOf, PartWatch } from './part-watch.ts';

const POSTGRES: PartIdentity = { instance: 'p1', initialization: 'c1', role: 'primary' };
const NGINX: PartIdentity = { instance: 'n1', workers: ['w1', 'w2'] };

describe('changeOf', () => {
  it.each<[string, PartIdentity, PartIdentity, string | null]>([
    ['nothing', POSTGRES, POSTGRES, null],
    ['a restart', POSTGRES, { ...POSTGRES, instance: 'p2', initialization: 'c2' }, 'it was restarted'],
    [
      'a reinitialisation',
      POSTGRES,
      { ...POSTGRES, initialization: 'c2' },
      'it reinitialised after one of its processes crashed',
    ],
    ['a promotion', { ...POSTGRES, role: 'replica' }, POSTGRES, 'it was promoted to primary'],
    ['a demotion', POSTGRES, { ...POSTGRES, role: 'replica' }, 'it became a replica'],
    ['a field that is missing now', POSTGRES, { instance: 'p1' }, null],
    ['a field that was missing before', { instance: 'n1' }, NGINX, null],
    ['a worker replaced', NGINX, { ...NGINX, workers: ['w1', 'w3'] }, 'a worker process of it crashed'],
    ['a worker gone', NGINX, { ...NGINX, workers: ['w1'] }, 'a worker process of it crashed'],
    ['a worker that takes its place', { ...NGINX, workers: ['w1'] }, NGINX, null],
  ])('reports %s', (_, before, now, what) => {
    expect(changeOf('it', before, now)).toBe(what);
  });
});

describe('PartWatch', () => {
  it('reports a restart once, between the last look before it and the look that noticed it', () => {
    const watch = new PartWatch();
    const seen = [100, 101, 105, 106].map((second) =>
      watch.see(secondOf(second, second < 105 ? POSTGRES : { ...POSTGRES, initialization: 'c2' })),
    );
    const what = 'postgres reinitialised after one of its processes crashed';
    expect(seen).toEqual([[], [], [{ part: 'postgres', what, sinceMs: 102_000, atMs: 106_000 }], []]);
  });

  it('checks every part by name, wherever in a second it is listed', () => {
    const watch = new PartWatch();
    watch.see(everything('1'));
    expect(watch.see(everything('2')).map(({ part }) => part)).toEqual([
      'postgres',
      'postgres-replica-1',
      'redis',
      'server-1',
      'nginx',
    ]);
  });

  it('reports nothing while a part is away, nor for a part that it sees for the first time', () => {
    const watch = new PartWatch();
    expect(watch.see(secondOf(100, null))).toEqual([]);
    expect(watch.see(secondOf(101, POSTGRES))).toEqual([]);
    expect(watch.see(secondOf(102, null))).toEqual([]);
    expect(watch.see(secondOf(103, POSTGRES))).toEqual([]);
  });
});

function secondOf(second: number, postgres: PartIdentity | null): TimelineSecond {
  return { ...sampleSecond(second), ...(postgres && everythingOf({ postgres }, {}, null, null)) };
}

function everything(instance: string): TimelineSecond {
  const identity = { instance };
  const databases = { postgres: identity, 'postgres-replica-1': identity };
  return {
    ...sampleSecond(0),
    second: Number(instance),
    ...everythingOf(databases, { redis: identity }, identity, identity),
  };
}

/** Only the fields that are checked; the rest of a second does not matter here. */
function everythingOf(
  databases: Record<string, PartIdentity>,
  caches: Record<string, PartIdentity>,
  server: PartIdentity | null,
  nginx: PartIdentity | null,
): Pick<TimelineSecond, 'database' | 'cache' | 'servers' | 'processes'> {
  return {
    database: { identities: databases },
    cache: { identities: caches },
    servers: server ? [{ name: 'server-1', identity: server }] : [],
    processes: nginx ? [{ name: 'nginx', identity: nginx }] : [],
  } as unknown as TimelineSecond;
}
