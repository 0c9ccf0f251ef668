import type { PhaseSummary } from '../../model/summary.ts';
import type { Bias, Doubt, Limit } from '../../model/verdict.ts';

/*
 * What a violated check can do to a figure: the table in docs/methods.md, "What a violated check can bias", which a test compares with this
 * file. Figures that a doubt does not name are not affected.
 */

type Kind = Omit<Doubt, 'limit'>;

/** Every figure, in either direction: nothing is known. */
const EVERYTHING: Bias = {
  responseTimes: 'either',
  requestRates: 'either',
  requestShares: 'either',
  users: 'either',
  queryTimes: 'either',
  queryRates: 'either',
  hitRatios: 'either',
  serverShares: 'either',
  serverFigures: 'either',
  databaseFigures: 'either',
  cacheFigures: 'either',
  processFigures: 'either',
  checks: 'either',
};

/** What missing requests would have shown is bounded. How the system would have coped with them is not. */
const OF_MISSING_REQUESTS: Bias = {
  responseTimes: 'either',
  requestRates: 'worse',
  requestShares: 'either',
  users: 'either',
};

/** The generator and the system slowed each other down. */
const SLOWED: Pick<Kind, 'limited' | 'unlimited'> = {
  limited: {
    responseTimes: 'worse',
    requestRates: 'worse',
    requestShares: 'worse',
    users: 'worse',
  },
  unlimited: { queryTimes: 'worse', serverFigures: 'worse', databaseFigures: 'worse' },
};

export const DOUBTS = {
  'arrivals-dropped': {
    limited: OF_MISSING_REQUESTS,
    unlimited: {},
    because: 'an arrival that was dropped could have been answered or not',
  },
  'rate-not-reached': {
    limited: OF_MISSING_REQUESTS,
    unlimited: {
      queryTimes: 'better',
      queryRates: 'worse',
      hitRatios: 'better',
      serverFigures: 'better',
      databaseFigures: 'better',
      cacheFigures: 'better',
      processFigures: 'better',
    },
    because:
      'a request that was not sent could have been answered or not, and a lighter load is easier to bear',
  },
  'start-delay': {
    limited: { responseTimes: 'worse', users: 'worse' },
    unlimited: { queryTimes: 'worse' },
    because: 'a late start makes response times longer, never shorter, and changes no answer',
  },
  'intended-start-early': {
    limited: { responseTimes: 'worse', users: 'worse' },
    unlimited: {},
    because:
      'an intended start that is taken for earlier than it was makes response times longer, never shorter',
  },
  'start-delay-unknown': {
    limited: {},
    unlimited: { responseTimes: 'either', users: 'either', queryTimes: 'worse' },
    because: 'without the start delay no response time is known',
  },
  'generator-cpu': {
    ...SLOWED,
    because: 'a busy generator sends late and reads late: times come out longer, never shorter',
  },
  'machine-cpu': {
    ...SLOWED,
    because: 'a machine without idle CPU makes times longer, never shorter',
  },
  'vus-exhausted': {
    limited: {},
    unlimited: {},
    because: 'arrivals that found no virtual user are counted, as dropped',
  },
  'response-time-rising': {
    limited: {},
    unlimited: {
      responseTimes: 'better',
      users: 'better',
      queryTimes: 'better',
      serverFigures: 'better',
      databaseFigures: 'better',
    },
    because: 'a system that gets slower shows worse figures the longer it is measured',
  },
  'response-time-falling': {
    limited: {},
    unlimited: { responseTimes: 'worse', users: 'worse', queryTimes: 'worse' },
    because: 'a system that gets faster shows better figures the longer it is measured',
  },
  'goodput-falling': {
    limited: {},
    unlimited: { requestRates: 'better', requestShares: 'better' },
    because: 'a system that answers less and less shows worse figures the longer it is measured',
  },
  'goodput-rising': {
    limited: {},
    unlimited: {},
    because: 'what was not answered at first was promised all the same',
  },
  'generator-silent': {
    limited: OF_MISSING_REQUESTS,
    unlimited: {},
    because: 'a request that was not reported could have been answered or not',
  },
  'server-silent': {
    limited: { queryTimes: 'either', queryRates: 'either', hitRatios: 'either', serverShares: 'either' },
    unlimited: { serverFigures: 'better' },
    because: "what a silent server counted is missing from the servers' own figures",
  },
  'database-silent': {
    limited: {},
    unlimited: { databaseFigures: 'better' },
    because: "a part's figures may have been worse while it was not seen",
  },
  'cache-silent': {
    limited: {},
    unlimited: { cacheFigures: 'better' },
    because: "a part's figures may have been worse while it was not seen",
  },
  'process-silent': {
    limited: {},
    unlimited: { processFigures: 'better' },
    because: "a part's figures may have been worse while it was not seen",
  },
  'bystander-silent': {
    limited: {},
    unlimited: {},
    because: 'no target rests on its figures, only the search for a cause',
  },
  'clock-jump': {
    limited: {},
    unlimited: EVERYTHING,
    because: 'figures were filed under the wrong seconds',
  },
  'own-failures': {
    limited: {
      responseTimes: 'worse',
      requestRates: 'worse',
      requestShares: 'worse',
      users: 'worse',
    },
    unlimited: {},
    because: 'a request that failed because the generator ran out of something could have been answered',
  },
  'connections-missing': {
    limited: { users: 'better' },
    unlimited: {},
    because: 'users without a connection are not the users that were promised',
  },
  'part-restarted': {
    limited: {},
    unlimited: {},
    because: "what a crash costs is the system's own, and is in the figures",
  },
  'dataset-changed': {
    limited: {},
    unlimited: EVERYTHING,
    because: 'the system measured was not the one declared',
  },
  'code-changed': {
    limited: {},
    unlimited: EVERYTHING,
    because: 'the system measured was not the one declared',
  },
} as const satisfies Record<string, Kind>;

export function doubtOf(kind: keyof typeof DOUBTS, limit: Limit = {}): Doubt {
  return { ...DOUBTS[kind], limit };
}

/**
 * Arrivals that an open load planned for a phase and that never reached the system, whether dropped or lost otherwise. 0 for a closed load.
 */
function unsentArrivals({ planned, outcomes, arrivals }: PhaseSummary): number {
  if (planned === null) return 0;
  return Math.max(outcomes.dropped, Math.ceil(planned.arrivals - planned.slack - arrivals), 0);
}

/** The requests that unsent arrivals would have sent, assuming as many per arrival as the others sent. */
export function unsentRequests(phase: PhaseSummary): number {
  const { outcomes, arrivals } = phase;
  const requestsPerArrival = arrivals === 0 ? 1 : Math.max(1, outcomes.attempted / arrivals);
  return Math.ceil(unsentArrivals(phase) * requestsPerArrival);
}

/** What a generator or a machine that was too busy may have caused: response times that are too long, and failures for lack of time. */
export function limitOfSlowness({ failedByReason, outcomes }: PhaseSummary): Limit {
  const reasons = ['timeout', 'network', 'status-502', 'status-503', 'status-504'];
  const failures = reasons.reduce((sum, reason) => sum + (failedByReason[reason] ?? 0), outcomes.owed);
  return { areTimesDoubtful: true, doubtfulFailures: failures };
}
