import { type FigureKind, figureKindOf } from '../model/figure-kind.ts';
import type { Run } from '../model/run.ts';
import type { Target } from '../model/target.ts';
import { type Finding, notRun } from './finding.ts';
import type { Note } from './notes.ts';
import { quoted } from './reason.ts';

const BY_METRICS = 'which can be read where --metrics names them';

/** Where figures come from when it is not the generator. */
const SEEN_BY_SYSTEM: Partial<Record<FigureKind, string>> = {
  queryTimes: `the servers' own query times, ${BY_METRICS}`,
  queryRates: `the servers' own count of queries, ${BY_METRICS}`,
  hitRatios: `the servers' own count of cache lookups, ${BY_METRICS}`,
  serverFigures: `what the servers say of themselves, ${BY_METRICS}`,
  databaseFigures: 'what the database says of itself',
  cacheFigures: 'what the cache says of itself',
  processFigures: 'CPU and memory of its parts',
  checks: 'whether what it acknowledged is in its database',
};

type RunFacts = Pick<Run, 'target' | 'profile'>;

/** A target over the phases that there are on a system that was not started here: nobody kills a server of it. */
export function withoutFaults(run: RunFacts, target: Target): Target {
  const left = target.phases.filter((name) => !leftOut(run, target).includes(name));
  return left.length === target.phases.length ? target : { ...target, phases: left };
}

function leftOut({ target, profile }: RunFacts, { phases }: Pick<Target, 'phases'>): string[] {
  if (target === null) return [];
  const planned = profile.loads.flatMap((load) => load.phases.map(({ name }) => name));
  return phases.filter((name) => !planned.includes(name));
}

/**
 * What only the system itself could have told, and did not, is not measured: no fault of the measurement, and no success. What
 * was judged over fewer phases than promised says so.
 */
export function fromOutside(run: RunFacts, promised: Target, finding: Finding): Finding {
  if (run.target === null) return finding;
  const teller = SEEN_BY_SYSTEM[figureKindOf(promised.indicator)];
  if (teller && finding.actual === null) return notRun(`Not measured from outside: ${teller}.`);
  const missing = leftOut(run, promised);
  if (missing.length === 0) return finding;
  return {
    ...finding,
    reason: `${finding.reason} Not measured from outside: ${quoted(missing)}, for no server is killed that was not started here.`,
  };
}

/** What a reader must know of a system that was not started here. */
export function outsideNotes({ target, dataChecks, integrity }: Run): Note[] {
  if (target === null) return [];
  const unseen = [
    dataChecks.length === 0 && 'whether what it acknowledged is in its database',
    !integrity?.dataset && 'what data it holds',
    'CPU and memory of its parts',
    'what happens when one of its servers is killed',
  ].filter((what) => what !== false);
  return [
    {
      text: `The system at ${target} was not started by Proofload, which knows of its set-up nothing but what it was told. Not measured from outside: ${unseen.join('; ')}.`,
      status: null,
    },
  ];
}
