import type { FigureKind } from '../../model/figure-kind.ts';
import { formatCount, formatMeasure, formatNumber } from '../../model/format.ts';
import type { PhaseSummary, RouteTime, TimeParts } from '../../model/summary.ts';
import type { Evidence, ResourceName, ResourceSaturation, Suspect } from '../../model/verdict.ts';

/** Where time goes: the parts of the response time, and the delay before the actual start. */
export type TimePart = keyof TimeParts | 'startDelay';

/** What points to a suspect: the worst phase, where the time went in it, and the longest part of that time. */
export type Clue = {
  phase: PhaseSummary;
  /** null if time is not the issue */
  times: Omit<RouteTime, 'route'> | null;
  part: TimePart;
  /** kind of the figure that failed */
  kind: FigureKind;
};

const SPENT: Record<TimePart, string> = {
  startDelay: 'pass before the generator starts the request',
  balancer: 'are spent in the balancer, on the network, or until the generator reads the answer',
  serverQueue: 'are spent waiting until a server starts on the request',
  poolWait: 'are spent waiting for a connection of the pool',
  query: 'are spent in database queries',
  cache: 'are spent waiting for Redis',
  rest: "are spent on the servers' own work",
};

export const PART_LABELS: Record<TimePart, string> = {
  startDelay: 'start delay',
  balancer: 'balancer and network',
  serverQueue: 'queue in front of the servers',
  poolWait: 'wait for a connection',
  query: 'queries',
  cache: 'cache',
  rest: "servers' own work",
};

export const RESOURCES_IN_WORDS: Record<ResourceName, string> = {
  generator: 'the load generator',
  balancer: 'the balancer',
  'server-event-loop': "a server's event loop",
  pool: 'the connection pool',
  'database-cpu': "PostgreSQL's CPU",
  'database-locks': 'locks in PostgreSQL',
  'database-io': "PostgreSQL's disk",
  cache: 'Redis',
  machine: 'the machine',
};

/** The suspect is a saturated resource. */
export function saturated(
  suspect: ResourceSaturation,
  clue: Clue,
  resources: ReadonlyMap<ResourceName, ResourceSaturation>,
): Suspect {
  const { resource } = suspect;
  const name = RESOURCES_IN_WORDS[resource];
  const verb = resource === 'database-locks' ? 'are' : 'is';
  const reason = `${whereTimeGoes(clue)} ${capitalized(name)} ${verb} the first suspect: ${figuresOf(suspect)}.${furtherUp(suspect, clue, resources)}`;
  return {
    resource,
    reason,
    evidence: [
      ...timeEvidence(clue),
      ...(suspect.saturation ? [inPhase(suspect.saturation, clue)] : []),
      ...suspect.evidence.map((each) => inPhase(each, clue)),
    ],
  };
}

/** That no resource was saturated, as far as they were observed. Missing figures do not mean that something had room. */
export function noneSaturatedInWords(saturation: readonly ResourceSaturation[]): string {
  const byResource = Map.groupBy(saturation, ({ resource }) => resource);
  const unseen = [...byResource].flatMap(([resource, of]) =>
    of.every(({ status }) => status === 'unknown') ? [RESOURCES_IN_WORDS[resource]] : [],
  );
  if (unseen.length === 0) return 'No resource was saturated.';
  if (unseen.length === byResource.size) return 'No resource was observed, so any of them may be the cause.';
  const count = `${unseen.length} of ${byResource.size}`;
  return `No resource that was observed was saturated; ${count} ${unseen.length === 1 ? `was not observed (${unseen[0]})` : 'were not observed'}.`;
}

/** No resource was saturated, so the suspect only reports where the time went. */
export function noneSaturated(clue: Clue, resources: ReadonlyMap<ResourceName, ResourceSaturation>): Suspect {
  const { phase, part, kind } = clue;
  const isAboutQueries = part === 'query' || part === 'poolWait';
  const statement = isAboutQueries && kind !== 'hitRatios' ? longestStatement(phase) : '';
  return {
    resource: null,
    reason: `${noneSaturatedInWords([...resources.values()])} ${whereTimeGoes(clue)}${statement}`.trim(),
    evidence: timeEvidence(clue),
  };
}

/** Without the servers' own figures it is unknown where the time went. */
export function unsplit(phase: PhaseSummary): Suspect {
  return {
    resource: null,
    reason: `Where the time went in '${phase.name}' is not known: the servers did not measure it.`,
    evidence: [],
  };
}

/** Requests failed immediately, and no resource with errors of its own was saturated. */
export function failedAtOnce(phase: PhaseSummary): Suspect {
  const most = mostFailures(phase);
  return {
    resource: null,
    reason: `In '${phase.name}'${most} they failed at once: time and load do not explain that. Check which part answered, and its log.`,
    evidence: Object.entries(phase.failedByReason).map(([reason, value]) => ({
      label: `failed: ${reason}`,
      value,
      unit: 'requests',
      phase: phase.name,
    })),
  };
}

function whereTimeGoes({ phase, times, part, kind }: Clue): string {
  if (kind === 'hitRatios') return `In '${phase.name}' ${mostMisses(phase)}.`;
  if (times === null) return '';
  const partMs = part === 'startDelay' ? times.startDelayMs : times.parts[part];
  const failures = kind === 'requestShares' ? mostFailures(phase) : '';
  return `In '${phase.name}'${failures} ${formatMeasure(partMs, '')} of ${formatMeasure(times.meanMs, 'ms')} of the mean response time ${SPENT[part]}.`;
}

/** What makes a resource saturated, in figures. */
function figuresOf({ utilization, saturation, errors, resource }: ResourceSaturation): string {
  const figures: string[] = [];
  if (utilization !== null) {
    const isShareOfWaits = resource === 'database-locks' || resource === 'database-io';
    const ofWhat = isShareOfWaits ? "of busy backends' time" : 'utilization';
    figures.push(`${formatNumber(utilization * 100)}% ${ofWhat}`);
  }
  if (saturation) figures.push(`${saturation.label} ${formatMeasure(saturation.value, saturation.unit)}`);
  if (errors) figures.push(formatCount(errors, 'error'));
  return figures.join(', ');
}

const DATABASE: readonly ResourceName[] = ['database-cpu', 'database-locks', 'database-io'];

/** What lies behind a saturated resource: the cause that it hides or follows from. */
function furtherUp(
  { resource }: ResourceSaturation,
  { phase, part, kind }: Clue,
  resources: ReadonlyMap<ResourceName, ResourceSaturation>,
): string {
  if (kind === 'hitRatios') {
    const { evictedKeys = 0, failedLookups = 0 } = phase.resources.cache ?? {};
    return ` It evicted ${formatCount(evictedKeys, 'key')}, and ${formatCount(failedLookups, 'lookup')} failed.`;
  }
  if (resource === 'pool') {
    const heldMs = phase.resources.pool?.lentMeanMs ?? null;
    const held = heldMs === null ? '' : `, each held for ${formatMeasure(heldMs, 'ms')} on average`;
    const isDatabaseKnown = DATABASE.every((each) => resources.get(each)?.status !== 'unknown');
    const behind = isDatabaseKnown
      ? 'PostgreSQL behind it is not saturated: there are too few connections'
      : 'PostgreSQL behind it was not measured: there are too few connections, or it is slow';
    return ` ${behind}${held}.${longestStatement(phase)}`;
  }
  if (part === 'poolWait' && resources.get('pool')?.status === 'saturated') {
    return ' The pool in front of it is full because its connections are held so long.';
  }
  return resource.startsWith('database') ? longestStatement(phase) : '';
}

function longestStatement({ statementTimes }: PhaseSummary): string {
  const [longest] = statementTimes;
  if (!longest || longest.count === 0) return '';
  return ` Most of the query time goes to '${longest.statement}', ${formatMeasure(longest.totalMs / longest.count, 'ms')} on average.`;
}

function mostFailures({ failedByReason }: PhaseSummary): string {
  const [most] = Object.entries(failedByReason).sort(([, a], [, b]) => b - a);
  return most ? ` most failures are '${most[0]}' (${formatCount(most[1], 'request')}), and` : '';
}

function mostMisses({ cacheByFamily }: PhaseSummary): string {
  const missed = ({ miss, error }: { miss: number; error: number }) => miss + error;
  const [most] = Object.entries(cacheByFamily).sort(([, a], [, b]) => missed(b) - missed(a));
  if (!most) return 'there were no lookups';
  const [family, counts] = most;
  return `most misses are of '${family}' (${formatMeasure(missed(counts), '')} of ${formatCount(missed(counts) + counts.hit, 'lookup')})`;
}

function timeEvidence(clue: Clue): Evidence[] {
  const { times } = clue;
  if (times === null) return [];
  const { startDelayMs, parts, meanMs } = times;
  const split = Object.entries({ startDelay: startDelayMs, ...parts }) as [TimePart, number][];
  return [
    { label: 'mean response time', value: meanMs, unit: 'ms' },
    ...split
      .sort(([, a], [, b]) => b - a)
      .map(([part, value]) => ({ label: PART_LABELS[part], value, unit: 'ms' })),
  ].map((each) => inPhase(each, clue));
}

function inPhase(evidence: Evidence, { phase }: Clue): Evidence {
  return { ...evidence, phase: phase.name };
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
