import type { EncodedHistogram } from '../model/histogram.ts';
import type { RequestFigures } from '../model/summary.ts';
import type { Limit } from '../model/verdict.ts';
import { countOf, ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { evenly, filled, total } from './apportion.ts';
import type { CaseName } from './case-name.ts';

/** Requests as they would have come out in the best or worst case within a limit. */
export function requestsInCase(figures: RequestFigures, limit: Limit, which: CaseName): RequestFigures {
  const { missingRequests = 0, doubtfulFailures = 0 } = limit;
  const timed = which === 'best' ? withShorterTimes(figures, limit) : figures;
  const forgiven = which === 'best' ? withoutFailures(timed, doubtfulFailures) : timed;
  return withRequests(forgiven, missingRequests, which);
}

function withShorterTimes(figures: RequestFigures, limit: Limit): RequestFigures {
  if (limit.areTimesDoubtful) return answeredAtOnce(figures);
  return limit.isDelayDoubtful ? withoutDelay(figures, limit.readLateMs ?? 0) : figures;
}

/** As if every request that was answered had been answered immediately. */
function answeredAtOnce(figures: RequestFigures): RequestFigures {
  const { requests, outcomes, goodputPerSec } = figures;
  const late = Math.max(0, outcomes.correct - total(goodputPerSec));
  const bySecond = evenly(
    late,
    goodputPerSec.map(() => 1),
  );
  return {
    ...figures,
    goodputPerSec: goodputPerSec.map((correct, index) => correct + bySecond[index]!),
    requests: requests.map((second) => {
      const atOnce = withZeros(NOTHING, countOf(second.responseTimeMs));
      return { responseTimeMs: atOnce, serviceTimeMs: atOnce, endless: second.endless };
    }),
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

/**
 * As if every request had been sent at its intended start and its response read when it arrived. A page has no service time: its time is
 * shortened by at most the longest delay seen. If the delays are unknown, so is the time, and it counts as 0.
 */
function withoutDelay(figures: RequestFigures, readLateMs: number): RequestFigures {
  const longestDelayMs = figures.startDelayMs?.max ?? null;
  return {
    ...figures,
    requests: figures.requests.map((second) => {
      const { serviceTimeMs, responseTimeMs } = second;
      if (serviceTimeMs === null) {
        const atOnce = withZeros(NOTHING, countOf(responseTimeMs));
        const shorter =
          longestDelayMs === null ? atOnce : shortened(responseTimeMs, longestDelayMs + readLateMs);
        return { ...second, responseTimeMs: shorter };
      }
      return {
        ...second,
        responseTimeMs: readLateMs === 0 ? serviceTimeMs : shortened(serviceTimeMs, readLateMs),
      };
    }),
  };
}

/** Turns up to `count` requests that failed or were never answered into correct ones, answered immediately. */
function withoutFailures(figures: RequestFigures, count: number): RequestFigures {
  const { outcomes, requests, answers, goodputPerSec, untold } = figures;
  const forgiven = Math.min(count, outcomes.failed + outcomes.owed);
  const told = { ...figures, untold: Math.max(0, untold - count) };
  if (forgiven === 0) return told;
  const ofOwed = Math.min(forgiven, outcomes.owed);
  const bySecond = filled(
    forgiven,
    requests.map(({ endless }) => endless),
  );
  return {
    ...told,
    outcomes: {
      ...outcomes,
      correct: outcomes.correct + forgiven,
      owed: outcomes.owed - ofOwed,
      failed: outcomes.failed - (forgiven - ofOwed),
    },
    goodputPerSec: goodputPerSec.map((correct, second) => correct + (bySecond[second] ?? 0)),
    requests: requests.map((second, index) => ({
      ...withMore(second, bySecond[index]!),
      endless: second.endless - bySecond[index]!,
    })),
    answers: answers.map(({ successes, trials }, index) => ({
      successes: successes + bySecond[index]!,
      trials,
    })),
  };
}

/**
 * Adds `count` requests. Best case: answered correctly and immediately, spread evenly over all seconds. Worst case: never answered, and
 * bunched together, which is worse than spread out: each second takes as many as an average second had.
 */
function withRequests(figures: RequestFigures, count: number, which: CaseName): RequestFigures {
  if (count === 0) return figures;
  const { outcomes, requests, answers, goodputPerSec } = figures;
  const isBest = which === 'best';
  const most = Math.max(1, Math.ceil(outcomes.attempted / Math.max(1, answers.length)));
  const room = answers.map(() => most);
  const bySecond = isBest ? evenly(count, room) : filled(count, room);
  const correct = isBest ? count : 0;
  return {
    ...figures,
    outcomes: {
      ...outcomes,
      attempted: outcomes.attempted + count,
      correct: outcomes.correct + correct,
      owed: outcomes.owed + (count - correct),
    },
    goodputPerSec: isBest ? goodputPerSec.map((own, second) => own + (bySecond[second] ?? 0)) : goodputPerSec,
    requests: requests.map((second, index) => {
      const more = bySecond[index] ?? 0;
      return isBest ? withMore(second, more) : { ...second, endless: second.endless + more };
    }),
    answers: answers.map(({ successes, trials }, index) => ({
      successes: successes + (isBest ? bySecond[index]! : 0),
      trials: trials + bySecond[index]!,
    })),
  };
}

type SecondRequests = RequestFigures['requests'][number];

/** Adds `more` requests that were answered immediately. */
function withMore({ responseTimeMs, serviceTimeMs, endless }: SecondRequests, more: number): SecondRequests {
  return {
    responseTimeMs: withZeros(responseTimeMs, more),
    serviceTimeMs: serviceTimeMs && withZeros(serviceTimeMs, more),
    endless,
  };
}

/** Each time is `byMs` shorter, but never negative. It counts from the lower bound of its bucket. */
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
