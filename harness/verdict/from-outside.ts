import { type FigureKind, figureKindOf } from '../model/figure-kind.ts';
import { isObserved } from '../model/observed-sources.ts';
import type { Run } from '../model/run.ts';
import type { Target } from '../model/target.ts';
import { type Finding, notRun } from './finding.ts';
import type { Note } from './notes.ts';
import { quoted } from './reason.ts';

const OF_SERVERS = 'servers';
const OF_DATABASE = 'database';
const OF_CACHE = 'cache';
const OF_PROCESSES = 'processes';

/** The source of each kind of figure that does not come from the generator, and what tells Proofload where it is. */
const SEEN_BY_SYSTEM: Partial<Record<FigureKind, { what: string; by?: keyof typeof GIVEN_BY }>> = {
  queryTimes: { what: "the servers' own query times", by: OF_SERVERS },
  queryRates: { what: "the servers' own count of queries", by: OF_SERVERS },
  hitRatios: { what: "the servers' own count of cache lookups", by: OF_SERVERS },
  serverShares: { what: "the servers' own count of requests", by: OF_SERVERS },
  serverFigures: { what: "the servers' own figures", by: OF_SERVERS },
  databaseFigures: { what: "the database's own figures", by: OF_DATABASE },
  cacheFigures: { what: "the cache's own figures", by: OF_CACHE },
  processFigures: { what: 'CPU and memory of its parts', by: OF_PROCESSES },
  checks: { what: 'whether what it acknowledged is in its database' },
};

/** How a user makes a source observable: of a documented platform, and of a system of one's own. */
const GIVEN_BY = {
  [OF_SERVERS]: { document: 'which can be read if --metrics names them', config: 'telemetry.metrics' },
  [OF_DATABASE]: { document: null, config: 'DATABASE_URL' },
  [OF_CACHE]: { document: null, config: 'REDIS_URL' },
  [OF_PROCESSES]: { document: null, config: 'telemetry.processes' },
} as const;

type RunFacts = Pick<Run, 'target' | 'profile' | 'promisedBy'>;

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
  if (teller && finding.actual === null)
    return notRun(`Not measured from outside: ${teller.what}${howToSee(run, teller.by)}.`);
  const missing = leftOut(run, promised);
  if (missing.length === 0) return finding;
  return {
    ...finding,
    reason: `${finding.reason} Not measured from outside: ${quoted(missing)}. Proofload only kills servers it started.`,
  };
}

function howToSee({ promisedBy }: RunFacts, source: keyof typeof GIVEN_BY | undefined): string {
  if (source === undefined) return '';
  if (promisedBy === 'config') return ` (${GIVEN_BY[source].config} would show them)`;
  const { document } = GIVEN_BY[source];
  return document === null ? '' : `, ${document}`;
}

/** What a reader must know about a system that Proofload did not start. */
export function outsideNotes(run: Run): Note[] {
  const { target, dataChecks, integrity } = run;
  if (target === null) return [];
  if (run.promisedBy === 'config') return [ownSystemNote(run, target)];
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

const OWN_SOURCES = {
  [OF_SERVERS]: "the servers' own metrics",
  [OF_DATABASE]: 'the database',
  [OF_CACHE]: 'the cache',
  [OF_PROCESSES]: 'CPU and memory of its processes',
} as const;

/** What was observed of a system of one's own. Everything else is left out of the verdict and of the reports. */
function ownSystemNote(run: Run, target: string): Note {
  const sources = Object.keys(OWN_SOURCES) as (keyof typeof OWN_SOURCES)[];
  const seen = sources.filter((source) => isObserved(run, source)).map((source) => OWN_SOURCES[source]);
  const unseen = sources
    .filter((source) => !isObserved(run, source))
    .map((source) => `${OWN_SOURCES[source]} (${GIVEN_BY[source].config})`);
  const observed =
    seen.length === 0
      ? 'Only its responses were observed.'
      : `Besides its responses, Proofload observed ${seen.join(', ')}.`;
  const missing = unseen.length === 0 ? '' : ` Not observed: ${unseen.join(', ')}.`;
  return { text: `Proofload did not start the system at ${target}. ${observed}${missing}`, status: null };
}
