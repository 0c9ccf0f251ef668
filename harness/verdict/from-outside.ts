import { type FigureKind, figureKindOf } from '../model/figure-kind.ts';
import type { Run } from '../model/run.ts';
import type { Target } from '../model/target.ts';
import { type Finding, notRun } from './finding.ts';
import type { Note } from './notes.ts';
import { quoted } from './reason.ts';

const BY_METRICS = 'which can be read if --metrics names them';

/** The source of each kind of figure that does not come from the generator. */
const SEEN_BY_SYSTEM: Partial<Record<FigureKind, string>> = {
  queryTimes: `the servers' own query times, ${BY_METRICS}`,
  queryRates: `the servers' own count of queries, ${BY_METRICS}`,
  hitRatios: `the servers' own count of cache lookups, ${BY_METRICS}`,
  serverShares: `the servers' own count of requests, ${BY_METRICS}`,
  serverFigures: `the servers' own figures, ${BY_METRICS}`,
  databaseFigures: "the database's own figures",
  cacheFigures: "the cache's own figures",
  processFigures: 'CPU and memory of its parts',
  checks: 'whether what it acknowledged is in its database',
};

type RunFacts = Pick<Run, 'target' | 'profile'>;

/** The target without the phases that do not exist on an outside system: Proofload kills no server there, so there are no fault phases. */
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
 * If only the system itself could report a figure and did not, the target counts as not run: neither a fault of the measurement nor a
 * success. A target judged over fewer phases than promised says so in its reason.
 */
export function fromOutside(run: RunFacts, promised: Target, finding: Finding): Finding {
  if (run.target === null) return finding;
  const teller = SEEN_BY_SYSTEM[figureKindOf(promised.indicator)];
  if (teller && finding.actual === null) return notRun(`Not measured from outside: ${teller}.`);
  const missing = leftOut(run, promised);
  if (missing.length === 0) return finding;
  return {
    ...finding,
    reason: `${finding.reason} Not measured from outside: ${quoted(missing)}. Proofload only kills servers it started.`,
  };
}

/** What a reader must know about a system that Proofload did not start. */
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
      text: `The system at ${target} was not started by Proofload, which knows only what you told it about this system. Not measured from outside: ${unseen.join('; ')}.`,
      status: null,
    },
  ];
}
