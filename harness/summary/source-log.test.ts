import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../model/run.ts';
import { SourceLog } from './source-log.ts';
import { madeUpRun } from './testdata/made-up-run.ts';
import { HEALTHY, madeUpSecond } from './testdata/made-up-second.ts';

it('expects a generator process only as long as its load, even if its last report came in the first second of the next', () => {
  const run = madeUpRun();
  const log = new SourceLog(run);
  for (const { load, startMs, endMs } of run.phases) {
    const first = Math.ceil(startMs / 1000);
    for (let second = first; (second + 1) * 1000 <= endMs; second++) {
      const { timeline } = madeUpSecond(second, second - first, load, HEALTHY);
      if (second === first) timeline.client!.reportedBy!.push('closed-k6-1');
      log.addSecond(timeline);
    }
  }
  const reporters = (phase: string) =>
    log
      .silences(run.phases.find(({ name }) => name === phase)!)
      .filter(({ kind, source }) => kind === 'generator' && source !== 'generator')
      .map(({ source }) => source);
  expect(reporters('open steady')).toEqual(['open-k6-1', 'open-k6-2']);
  expect(reporters('closed steady').toSorted()).toEqual(['closed-k6-1', 'closed-k6-2']);
});

it('does not expect a server to report while it is killed or paused on purpose, but expects it before, between and after', () => {
  const run = madeUpRun();
  const phase = run.phases.at(-1)!;
  const first = Math.ceil(phase.startMs / 1000);
  const log = new SourceLog({
    ...run,
    events: [
      { atMs: (first + 5) * 1000 + 300, kind: 'part-killed', part: 'server-1', what: '' },
      { atMs: (first + 7) * 1000, kind: 'part-paused', part: 'server-2', what: '' },
      { atMs: (first + 14) * 1000 + 200, kind: 'part-restored', part: 'server-1', what: '' },
      { atMs: (first + 20) * 1000, kind: 'part-killed', part: 'server-1', what: '' },
      { atMs: (first + 30) * 1000, kind: 'part-restored', part: 'server-1', what: '' },
    ],
  });
  const { timeline } = madeUpSecond(first, 0, phase.load, HEALTHY);
  const [server] = timeline.servers;
  const heard = (second: number, name: string) =>
    log.addSecond({ ...timeline, second, servers: [{ ...server!, name }] });
  // The first is silent while it is down, and in four seconds between; the second was never resumed.
  for (let i = 0; i < 44; i++) if (!(i >= 5 && i < 15) && !(i >= 16 && i < 30)) heard(first + i, 'server-1');
  for (let i = 0; i < 7; i++) heard(first + i, 'server-2');
  heard(first, 'server-3');

  const silenceOf = (name: string) =>
    log.silences(phase).find(({ kind, source }) => kind === 'server' && source === name);
  expect(silenceOf('server-1')).toMatchObject({ longestSec: 4, fromSecond: first + 16 });
  expect(silenceOf('server-2')).toMatchObject({ longestSec: 0 });
  expect(silenceOf('server-3')).toMatchObject({ longestSec: 44 });
});

describe('the silence of a part that a fault takes away', () => {
  const run = madeUpRun();
  const phase = run.phases.at(-1)!;
  const first = Math.ceil(phase.startMs / 1000);
  const silenceAfter = (
    kind: RunEvent['kind'],
    part: string,
    isSilent: (second: number) => boolean,
  ): { database: number; cache: number; balancer: number } => {
    const log = new SourceLog({
      ...run,
      events: [
        { atMs: (first + 8) * 1000, sinceMs: (first + 5) * 1000, kind, part, what: '' },
        { atMs: (first + 20) * 1000 + 100, kind: 'part-restored', part, what: '' },
      ],
    });
    const { timeline } = madeUpSecond(first, 0, phase.load, HEALTHY);
    const balancer = { connections: 1, idle: 0, requests: 1, droppedConnections: 0 };
    for (let i = 0; i < 45; i++) {
      const silent = isSilent(i) && { database: null, cache: null, balancer: null };
      log.addSecond({ ...timeline, balancer, ...silent, second: first + i });
    }
    const silences = log.silences(phase);
    const of = (source: string) => silences.find((each) => each.source === source)!.longestSec;
    return { database: of('database'), cache: of('cache'), balancer: of('balancer') };
  };
  /** From the command to stop until it was sampled twice. */
  const whileAway = (i: number) => i >= 5 && i < 22;

  it.each([
    ['part-stopped', 'redis', { cache: 0, database: 17, balancer: 17 }],
    ['part-killed', 'redis-2', { cache: 0, database: 17, balancer: 17 }],
    ['part-paused', 'postgres', { cache: 17, database: 0, balancer: 17 }],
    ['part-stopped', 'nginx', { cache: 17, database: 17, balancer: 0 }],
    // Telemetry bypasses the gate, and a replica's absence silences no source.
    ['part-refusing', 'redis', { cache: 17, database: 17, balancer: 17 }],
    ['part-stopped', 'postgres-replica-1', { cache: 17, database: 17, balancer: 17 }],
  ] as const)('is no gap in its figures: %s of %s', (kind, part, expected) => {
    expect(silenceAfter(kind, part, whileAway)).toEqual(expected);
  });

  it('is a gap as soon as the part should be back', () => {
    const untilLater = (i: number) => i >= 5 && i < 25;
    expect(silenceAfter('part-stopped', 'redis', untilLater).cache).toBe(3);
  });
});
