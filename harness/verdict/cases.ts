import type { EncodedHistogram } from '../model/histogram.ts';
import type { PhaseSummary } from '../model/summary.ts';
import type { BucketIncrease } from '../model/timeline.ts';
import type { Limit } from '../model/verdict.ts';
import { countOf, ExponentialHistogram } from '../stats/exponential-histogram.ts';

/** What a measurement could have shown at most, one way and the other, had nothing gone wrong with it. */
export type CaseName = 'best' | 'worst';

/** The limits of several violations together: they speak of the same requests, so the larger one counts. */
export function widestLimit(limits: readonly Limit[]): Limit {
  const most = (name: Exclude<keyof Limit, 'isDelayDoubtful' | 'areTimesDoubtful'>) =>
    Math.max(0, ...limits.map((limit) => limit[name] ?? 0));
  return {
    missingRequests: most('missingRequests'),
    doubtfulFailures: most('doubtfulFailures'),
    unseenServerShare: most('unseenServerShare'),
    missingUsers: most('missingUsers'),
    readLateMs: most('readLateMs'),
    ...(limits.some(({ isDelayDoubtful }) => isDelayDoubtful) && { isDelayDoubtful: true }),
    ...(limits.some(({ areTimesDoubtful }) => areTimesDoubtful) && { areTimesDoubtful: true }),
  };
}

/** A phase as it would have come out in the best or in the worst case within a limit. */
export function inCase(phase: PhaseSummary, limit: Limit, which: CaseName): PhaseSummary {
  const { missingRequests = 0, doubtfulFailures = 0, unseenServerShare = 0, missingUsers = 0 } = limit;
  const timed = which === 'best' ? withShorterTimes(phase, limit) : phase;
  const forgiven = which === 'best' ? withoutFailures(timed, doubtfulFailures) : timed;
  const complete = withRequests(forgiven, missingRequests, which);
  const served = unseenServerShare > 0 ? withServers(complete, unseenServerShare, which) : complete;
  return which === 'best'
    ? served
    : { ...served, users: served.users.map((users) => Math.max(0, users - missingUsers)) };
}

function withShorterTimes(phase: PhaseSummary, limit: Limit): PhaseSummary {
  if (limit.areTimesDoubtful) return answeredAtOnce(phase);
  return limit.isDelayDoubtful ? withoutDelay(phase, limit.readLateMs ?? 0) : phase;
}

/** As if every request that was answered at all had been answered at once. */
function answeredAtOnce(phase: PhaseSummary): PhaseSummary {
  const { series, outcomes, goodputPerSec } = phase;
  const late = Math.max(0, outcomes.correct - total(goodputPerSec));
  const bySecond = evenly(
    late,
    goodputPerSec.map(() => 1),
  );
  const requests = series.requests.map((second) => {
    const atOnce = withZeros(NOTHING, countOf(second.responseTimeMs));
    return { responseTimeMs: atOnce, serviceTimeMs: atOnce, endless: second.endless };
  });
  return {
    ...phase,
    goodputPerSec: goodputPerSec.map((correct, index) => correct + bySecond[index]!),
    series: { ...series, requests },
  };
}

const NOTHING: EncodedHistogram = {
  scale: 0,
  zeroCount: 0,
  offset: 0,
  counts: [],
  sum: 0,
  min: null,
  max: null,
};

/** As if every request had been sent when it was due, and its response read when it came. */
function withoutDelay(phase: PhaseSummary, readLateMs: number): PhaseSummary {
  const requests = phase.series.requests.map((second) => ({
    ...second,
    responseTimeMs: readLateMs === 0 ? second.serviceTimeMs : shortened(second.serviceTimeMs, readLateMs),
  }));
  return { ...phase, series: { ...phase.series, requests } };
}

/** So many of those that failed or were never answered were correct, and at once. */
function withoutFailures(phase: PhaseSummary, count: number): PhaseSummary {
  const { outcomes } = phase;
  const forgiven = Math.min(count, outcomes.failed + outcomes.owed);
  if (forgiven === 0) return phase;
  const ofOwed = Math.min(forgiven, outcomes.owed);
  const bySecond = filled(
    forgiven,
    phase.series.requests.map(({ endless }) => endless),
  );
  return {
    ...phase,
    outcomes: {
      ...outcomes,
      correct: outcomes.correct + forgiven,
      owed: outcomes.owed - ofOwed,
      failed: outcomes.failed - (forgiven - ofOwed),
    },
    goodputPerSec: phase.goodputPerSec.map((correct, second) => correct + (bySecond[second] ?? 0)),
    series: {
      ...phase.series,
      requests: phase.series.requests.map((second, index) => ({
        responseTimeMs: withZeros(second.responseTimeMs, bySecond[index]!),
        serviceTimeMs: withZeros(second.serviceTimeMs, bySecond[index]!),
        endless: second.endless - bySecond[index]!,
      })),
      answers: phase.series.answers.map(({ successes, trials }, index) => ({
        successes: successes + bySecond[index]!,
        trials,
      })),
    },
  };
}

/**
 * So many more requests: answered correctly at once, in all seconds alike; or never, and then together, which is worse: a second takes as
 * many as an average one had.
 */
function withRequests(phase: PhaseSummary, count: number, which: CaseName): PhaseSummary {
  if (count === 0) return phase;
  const { outcomes, series } = phase;
  const isBest = which === 'best';
  const most = Math.max(1, Math.ceil(outcomes.attempted / Math.max(1, series.answers.length)));
  const room = series.answers.map(() => most);
  const bySecond = isBest ? evenly(count, room) : filled(count, room);
  const correct = isBest ? count : 0;
  return {
    ...phase,
    outcomes: {
      ...outcomes,
      attempted: outcomes.attempted + count,
      correct: outcomes.correct + correct,
      owed: outcomes.owed + (count - correct),
    },
    goodputPerSec: isBest
      ? phase.goodputPerSec.map((own, second) => own + (bySecond[second] ?? 0))
      : phase.goodputPerSec,
    series: {
      ...series,
      requests: series.requests.map((second, index) => {
        const more = bySecond[index] ?? 0;
        return isBest
          ? {
              responseTimeMs: withZeros(second.responseTimeMs, more),
              serviceTimeMs: withZeros(second.serviceTimeMs, more),
              endless: second.endless,
            }
          : { ...second, endless: second.endless + more };
      }),
      answers: series.answers.map(({ successes, trials }, index) => ({
        successes: successes + (isBest ? bySecond[index]! : 0),
        trials: trials + bySecond[index]!,
      })),
    },
  };
}

/** The queries and lookups of servers that were not heard, in proportion to those that were. */
function withServers(phase: PhaseSummary, share: number, which: CaseName): PhaseSummary {
  const unseenOf = (seen: number) => Math.ceil((seen * share) / (1 - Math.min(share, 0.99)));
  const { series } = phase;
  const queriesPerSec = series.queryTimeMs.map(({ counts }) => total(counts));
  const lookupsPerSec = series.lookups.map(({ trials }) => trials);
  const shared = which === 'best' ? evenly : filled;
  const queries = shared(unseenOf(total(queriesPerSec)), queriesPerSec);
  const lookups = shared(unseenOf(total(lookupsPerSec)), lookupsPerSec);
  const hits = which === 'best' ? total(lookups) : 0;
  const misses = total(lookups) - hits;
  return {
    ...phase,
    queryTimeMs: withQueries(phase.queryTimeMs, total(queries), which),
    cacheByFamily: {
      ...phase.cacheByFamily,
      ...(total(lookups) > 0 && { 'not heard of': { hit: hits, miss: misses, error: 0 } }),
    },
    series: {
      ...series,
      queryTimeMs: series.queryTimeMs.map((own, index) => withQueries(own, queries[index]!, which)),
      lookups: series.lookups.map(({ successes, trials }, index) => ({
        successes: successes + (which === 'best' ? lookups[index]! : 0),
        trials: trials + lookups[index]!,
      })),
    },
  };
}

function withQueries({ counts, sum }: BucketIncrease, more: number, which: CaseName): BucketIncrease {
  const bucket = which === 'best' ? 0 : counts.length - 1;
  return { sum, counts: counts.map((count, index) => (index === bucket ? count + more : count)) };
}

/** Each time by so much less, but not less than 0; counted from the lower bound of its bucket. */
function shortened(histogram: EncodedHistogram, byMs: number): EncodedHistogram {
  const shorter = new ExponentialHistogram();
  for (const { low, count } of ExponentialHistogram.fromEncoded(histogram).buckets()) {
    shorter.record(Math.max(0, low - byMs), count);
  }
  return shorter.encode();
}

function withZeros(histogram: EncodedHistogram, more: number): EncodedHistogram {
  if (more === 0) return histogram;
  return { ...histogram, zeroCount: histogram.zeroCount + more, min: 0, max: histogram.max ?? 0 };
}

/** So many, one second after the other, each with no more than it has room for; what is left over goes to the last. */
function filled(count: number, roomBySecond: readonly number[]): number[] {
  let left = count;
  return roomBySecond.map((room, index) => {
    const own = index === roomBySecond.length - 1 ? left : Math.min(left, room);
    left -= own;
    return own;
  });
}

/** So many, shared out in proportion. Whole numbers. */
function evenly(count: number, shares: readonly number[]): number[] {
  const all = total(shares);
  let [upTo, given] = [0, 0];
  return shares.map((share) => {
    upTo += share;
    const own = (all === 0 ? 0 : Math.round((count * upTo) / all)) - given;
    given += own;
    return own;
  });
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
