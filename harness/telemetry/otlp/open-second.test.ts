import { describe, expect, it } from 'vitest';
import { countOf } from '../../stats/exponential-histogram.ts';
import { OpenSecond, type TakenSecond } from './open-second.ts';
import { ended, exportAt, started } from './testing/exports.ts';

const NO_USERS = { busy: 0, made: 0 };

const dropped = (value: number, scenario: string) => ({
  metric: 'dropped_iterations',
  attributes: { scenario },
  value,
});

const linesOf = ({ histograms }: TakenSecond) =>
  histograms.map(({ second: _, histogram, ...series }) => [series, countOf(histogram)]);

describe('one second', () => {
  it('counts requests by outcome, route and reason, with the times of failed requests in a separate series', () => {
    const second = new OpenSecond();
    const counters = [{ metric: 'dropped_iterations', attributes: {}, value: 3 }];
    const histograms = [
      started('a', 10),
      started('b', 4),
      ended('a', 'correct', 6),
      ended('b', 'correct', 2),
      ended('a', 'refused', 1),
      ended('a', 'timeout', 2),
      ended('b', 'timeout', 1),
      { ...ended('b', '', 1), attributes: { name: 'b' } },
    ];
    second.add({ ...exportAt(101_000), counters, histograms });
    const taken = second.close(100, NO_USERS);
    expect(linesOf(taken)).toEqual([
      [{ metric: 'startDelayMs', route: 'a' }, 10],
      [{ metric: 'startDelayMs', route: 'b' }, 4],
      [{ metric: 'serviceTimeMs', route: 'a' }, 6],
      [{ metric: 'serviceTimeMs', route: 'b' }, 2],
      [{ metric: 'serviceTimeMs', route: 'a', refused: true }, 1],
      [{ metric: 'serviceTimeMs', route: 'a', failed: true }, 2],
      [{ metric: 'serviceTimeMs', route: 'b', failed: true }, 2],
    ]);
    expect(taken.client).toMatchObject({
      attempted: 14,
      completed: 13,
      correct: 8,
      failed: 4,
      refused: 1,
      droppedIterations: 3,
      users: 0,
      usersMax: 0,
      reportedBy: ['k6-1'],
      failedByReason: { timeout: 3, unknown: 1 },
      byRoute: { a: { correct: 6, failed: 2 }, b: { correct: 2, failed: 2 } },
      byPhase: {}, // their phase is not known
    });
  });

  it('counts requests by the phase of their intended start, and keeps their times separate', () => {
    const second = new OpenSecond();
    const [warmUp, steady] = [{ phase: 'warm-up' }, { phase: 'steady' }];
    const histograms = [
      started('a', 2, warmUp),
      started('a', 5, steady),
      ended('a', 'correct', 4, warmUp),
      ended('a', 'timeout', 1, warmUp),
      ended('a', 'correct', 3, steady),
      ended('a', 'refused', 1, steady),
    ];
    second.add({ ...exportAt(101_000), histograms });
    const taken = second.close(100, NO_USERS);
    expect(taken.client?.byPhase).toEqual({
      'warm-up': {
        attempted: 2,
        correct: 4,
        failed: 1,
        refused: 0,
        dropped: 0,
        failedByReason: { timeout: 1 },
      },
      steady: { attempted: 5, correct: 3, failed: 0, refused: 1, dropped: 0, failedByReason: {} },
    });
    expect(taken.client).toMatchObject({ attempted: 7, completed: 9, correct: 7, failed: 1, refused: 1 });
    expect(linesOf(taken)).toEqual([
      [{ metric: 'startDelayMs', route: 'a', phase: 'warm-up' }, 2],
      [{ metric: 'startDelayMs', route: 'a', phase: 'steady' }, 5],
      [{ metric: 'serviceTimeMs', route: 'a', phase: 'warm-up' }, 4],
      [{ metric: 'serviceTimeMs', route: 'a', phase: 'warm-up', failed: true }, 1],
      [{ metric: 'serviceTimeMs', route: 'a', phase: 'steady' }, 3],
      [{ metric: 'serviceTimeMs', route: 'a', phase: 'steady', refused: true }, 1],
    ]);
  });

  it('counts a dropped arrival under the only phase of its schedule, otherwise only in the second as a whole', () => {
    const second = new OpenSecond();
    second.add({
      ...exportAt(101_000),
      onlyPhases: { open: 'steady', 'open-warm-up': 'warm-up' },
      counters: [dropped(1, 'open-warm-up'), dropped(2, 'open'), dropped(4, 'of several phases')],
      histograms: [],
    });
    const { client } = second.close(100, NO_USERS);
    expect(client?.droppedIterations).toBe(7);
    expect(Object.entries(client?.byPhase ?? {}).map(([phase, counts]) => [phase, counts.dropped])).toEqual([
      ['warm-up', 1],
      ['steady', 2],
    ]);
  });

  it('keeps only the scenario tags that an indicator selects by, because each multiplies the series', () => {
    const histograms = [
      started('a', 4, { page: 'home', user: 'u1' }),
      ended('a', 'correct', 3, { page: 'home', served: 'cache', user: 'u1' }),
      ended('a', 'correct', 1, { page: 'home', served: 'cache', user: 'u2' }),
    ];
    const of = (...tagNames: string[]) => {
      const second = new OpenSecond(new Set(tagNames));
      second.add({ ...exportAt(101_000), histograms });
      return linesOf(second.close(100, NO_USERS));
    };
    expect(of()).toEqual([
      [{ metric: 'startDelayMs', route: 'a' }, 4],
      [{ metric: 'serviceTimeMs', route: 'a' }, 4],
    ]);
    expect(of('served', 'page')).toEqual([
      [{ metric: 'startDelayMs', route: 'a', tags: { page: 'home' } }, 4],
      [{ metric: 'serviceTimeMs', route: 'a', tags: { page: 'home', served: 'cache' } }, 4],
    ]);
  });

  it('counts requests, pages and arrivals separately', () => {
    const second = new OpenSecond();
    const pages = (metric: string, count: number, tags: Record<string, string>) => ({
      ...{ ...started('', count), metric, attributes: { page: 'home', phase: 'steady', ...tags } },
    });
    second.add({
      ...exportAt(101_000),
      onlyPhases: { open: 'steady' },
      counters: [
        { metric: 'iterations', attributes: { scenario: 'open' }, value: 3 },
        { metric: 'iterations', attributes: {}, value: 2 },
      ],
      histograms: [
        started('a', 9, { phase: 'steady' }),
        ended('a', 'correct', 8, { phase: 'steady' }),
        pages('page_start_delay', 3, {}),
        pages('page_time', 2, { outcome: 'correct' }),
        pages('page_time', 1, { outcome: 'timeout' }),
      ],
    });
    const taken = second.close(100, NO_USERS);
    expect(taken.client).toMatchObject({ attempted: 9, correct: 8, failed: 0, arrivals: 5 });
    expect(taken.client?.byPhase?.steady).toMatchObject({ attempted: 9, arrivals: 3 });
    expect(linesOf(taken).slice(2)).toEqual([
      [{ metric: 'pageStartDelayMs', page: 'home', phase: 'steady' }, 3],
      [{ metric: 'pageTimeMs', page: 'home', phase: 'steady' }, 2],
      [{ metric: 'pageTimeMs', page: 'home', phase: 'steady', failed: true }, 1],
    ]);
  });
});
