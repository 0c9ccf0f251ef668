import { describe, expect, it } from 'vitest';
import type { HistogramSecond } from '../model/histogram.ts';
import type { ClientSecond, CountsOfPhase } from '../model/timeline.ts';
import { countOf, ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { Summarizer } from './summarize.ts';
import { HEADER, madeUpRun } from './testdata/made-up-run.ts';
import { type Behaviour, HEALTHY, madeUpSecond } from './testdata/made-up-second.ts';

const STEADY = 'open steady';
const run = madeUpRun();
const phase = run.phases.find(({ name }) => name === STEADY)!;
const firstSec = Math.ceil(phase.startMs / 1000);
const afterSec = Math.floor(phase.endMs / 1000);

const counts = (changes: Partial<CountsOfPhase>): CountsOfPhase => ({
  attempted: 0,
  correct: 0,
  failed: 0,
  refused: 0,
  dropped: 0,
  failedByReason: {},
  ...changes,
});

/** A second in which the requests of some phases were sent or ended. */
function client(byPhase: Record<string, Partial<CountsOfPhase>>, droppedIterations = 0): ClientSecond {
  const own = Object.entries(byPhase).map(([name, changes]) => [name, counts(changes)] as const);
  const sum = (key: 'attempted' | 'correct' | 'failed' | 'refused') =>
    own.reduce((total, [, each]) => total + each[key], 0);
  return {
    attempted: sum('attempted'),
    completed: sum('correct') + sum('failed') + sum('refused'),
    correct: sum('correct'),
    failed: sum('failed'),
    refused: sum('refused'),
    droppedIterations,
    users: 1,
    failedByReason: {},
    byRoute: {},
    byPhase: Object.fromEntries(own),
  };
}

function summarized(seconds: Record<number, ClientSecond>, histograms: HistogramSecond[] = []) {
  const summarizer = new Summarizer(run, HEADER);
  for (const [second, own] of Object.entries(seconds)) {
    const { timeline } = madeUpSecond(Number(second), 0, 'open', HEALTHY);
    summarizer.addSecond({ ...timeline, client: own });
  }
  for (const line of histograms) summarizer.addHistogram(line);
  const { phases } = summarizer.finish();
  return (name: string) => phases.find((each) => each.name === name)!;
}

const times = (second: number, valueMs: number, tags: Pick<HistogramSecond, 'phase' | 'failed'>) => {
  const histogram = new ExponentialHistogram();
  histogram.record(valueMs, 10);
  return { second, metric: 'responseTimeMs' as const, route: 'r', histogram: histogram.encode(), ...tags };
};

describe('requests belong to the phase in which they were due', () => {
  it('whenever they were answered: before its first whole second, after its end, or in another phase', () => {
    const of = summarized(
      {
        [firstSec - 1]: client({ [STEADY]: { attempted: 40, correct: 30 } }),
        [firstSec]: client({ [STEADY]: { attempted: 100, correct: 90 }, 'open warm-up': { correct: 7 } }),
        [afterSec + 1]: client({ [STEADY]: { correct: 15 } }),
      },
      [
        times(firstSec - 1, 5, { phase: STEADY }),
        times(firstSec, 900, { phase: 'open warm-up' }),
        times(afterSec + 1, 4000, { phase: STEADY }),
      ],
    );
    expect(of(STEADY).outcomes).toMatchObject({ attempted: 140, correct: 135, owed: 5 });
    expect(of('open warm-up').outcomes).toMatchObject({ correct: 7 });
    expect(countOf(of(STEADY).responseTimeMs!)).toBe(20);
    const { requests, answers } = of(STEADY).series;
    expect(requests).toHaveLength(60);
    expect(answers[0]).toEqual({ successes: 120, trials: 120 });
    // Late answers, and those that never came, are filed under the last second.
    expect(answers.at(-1)).toEqual({ successes: 15, trials: 20 });
    expect(requests.at(-1)).toMatchObject({ endless: 5 });
    expect(countOf(requests.at(-1)!.responseTimeMs)).toBe(10);
  });

  it('and their goodput to the whole second in which they were answered', () => {
    const of = summarized({
      [firstSec - 1]: client({ [STEADY]: { attempted: 40, correct: 30 } }),
      [firstSec]: client({ [STEADY]: { attempted: 100, correct: 90 }, 'open warm-up': { correct: 7 } }),
    });
    expect(of(STEADY).goodputPerSec).toEqual([90]);
  });

  it('with failures separate from answers', () => {
    const of = summarized({ [firstSec]: client({ [STEADY]: { attempted: 20, correct: 10, failed: 10 } }) }, [
      times(firstSec, 8, { phase: STEADY }),
      times(firstSec, 1, { phase: STEADY, failed: true }),
    ]);
    const [first] = of(STEADY).series.requests;
    expect(first!.endless).toBe(10);
    expect(countOf(first!.responseTimeMs)).toBe(10);
    expect(ExponentialHistogram.fromEncoded(of(STEADY).responseTimeMs!).min).toBe(8);
  });

  it('and dropped arrivals to the phase of their second if k6 does not report their phase', () => {
    const of = summarized({
      [firstSec]: client({ [STEADY]: { attempted: 10, correct: 10, dropped: 3 } }, 5),
    });
    expect(of(STEADY).outcomes.dropped).toBe(5);
  });

  it('unless the run was ended early: requests under way then are not failures', () => {
    const short = {
      ...run,
      phases: [{ ...phase, endMs: phase.startMs + 20_000 }],
    };
    const summarizer = new Summarizer(short, HEADER);
    const { timeline } = madeUpSecond(firstSec, 0, 'open', HEALTHY);
    summarizer.addSecond({ ...timeline, client: client({ [STEADY]: { attempted: 10, correct: 4 } }) });
    expect(summarizer.finish().phases[0]!.outcomes).toMatchObject({ attempted: 10, owed: 0 });
  });
});

describe('older runs, which do not record when a request was due', () => {
  const summaryOf = (changes: Record<number, Partial<Behaviour>>, after: Partial<ClientSecond> = {}) => {
    const summarizer = new Summarizer(run, HEADER);
    for (let index = 0; index < 60; index++) {
      const { timeline, histograms } = madeUpSecond(firstSec + index, index, 'open', {
        ...HEALTHY,
        ...changes[index],
      });
      summarizer.addSecond(timeline);
      for (const line of histograms) summarizer.addHistogram(line);
    }
    const { timeline } = madeUpSecond(afterSec, 60, 'open', HEALTHY);
    summarizer.addSecond({
      ...timeline,
      client: { ...timeline.client!, attempted: 0, completed: 0, ...after },
    });
    return summarizer.finish().phases.find(({ name }) => name === STEADY)!;
  };

  it('owe the requests that were sent in their whole seconds and not answered by the end, or after it', () => {
    const unanswered = { 59: { unanswered: [59] } };
    expect(summaryOf(unanswered).outcomes).toMatchObject({ attempted: 72_000, correct: 70_800, owed: 1200 });
    expect(summaryOf(unanswered, { completed: 1100 }).outcomes.owed).toBe(100);
    expect(summaryOf({}).outcomes.owed).toBe(0);
  });

  it('drop their fastest times as those of failures, which cannot be told apart', () => {
    const { responseTimeMs, series } = summaryOf({ 7: { failedShare: 0.5 } });
    expect(countOf(responseTimeMs!)).toBe(71_400);
    expect(series.requests[7]!.endless).toBe(600);
    // 4, 5 and 6 ms are gone in that second.
    expect(
      ExponentialHistogram.fromEncoded(series.requests[7]!.responseTimeMs).quantile(0.01)!.value,
    ).toBeGreaterThan(7);
  });
});
