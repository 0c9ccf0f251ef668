import { sentenceFor } from '../compare/differences/difference-words.ts';
import type { ChangeBound } from '../model/budget.ts';
import type { DifferenceWord, Measure } from '../model/comparison.ts';
import { formatCount, formatList, formatMeasure, formatNumber, formatPercent } from '../model/format.ts';
import type { GateCheck, GateStatus } from '../model/gate.ts';
import { SortedSample } from '../stats/sorted-sample.ts';
import { finiteOrNull } from '../verdict/statistics/time-quantile.ts';
import { judgeChanges } from './decision/judge-changes.ts';
import { type SeenChange, worseningIn } from './decision/worsening.ts';
import type { PlannedChange } from './plan-budget.ts';

/** A planned change with what was seen of it. `missing` says why nothing was, without a full stop; null if something was. */
export type MeasuredChange = PlannedChange & {
  seen: SeenChange | null;
  missing: { status: 'inconclusive' | 'invalid'; reason: string } | null;
  /** figures of the runs of each side; infinite: endless */
  head: readonly number[];
  base: readonly number[];
};

/** What the two sides are called: "head" and "base", or "this run" and "the last 5 passing runs". */
export type SideNames = readonly [head: string, base: string];

/** Judges all changes together, because Holm's rule covers them together. */
export function changeChecks(changes: readonly MeasuredChange[], names: SideNames): GateCheck[] {
  const statuses = judgeChanges(changes);
  return changes.map((change, index) => checkOf(change, statuses[index]!, names));
}

function checkOf(change: MeasuredChange, status: GateStatus, names: SideNames): GateCheck {
  const { id, measure: of, seen, missing, error, warn, head } = change;
  const { measure } = of;
  const none = { ratio: null, ratioEstimate: null, difference: null, differenceEstimate: null };
  return {
    id,
    statement: measure.label,
    status: missing?.status ?? status,
    reason:
      seen === null
        ? `${missing?.reason ?? 'Too few runs were measured'}.`
        : reasonOf(change, seen, status, names),
    unit: measure.unit,
    better: measure.better,
    value: finiteOrNull(new SortedSample(head).median()),
    interval: null,
    sampleCount: seen?.sampleCount ?? 0,
    limit: null,
    change: {
      base: seen?.base ?? null,
      ...(seen?.intervals ?? none),
      pValue: seen?.pValue ?? null,
      errorBound: error,
      warnBound: warn,
    },
  };
}

function reasonOf(
  { measure: { measure }, error, warn, head, base }: MeasuredChange,
  seen: SeenChange,
  status: GateStatus,
  names: SideNames,
): string {
  const found =
    endlessInWords(measure, [head, base], names) ??
    sentenceFor(measure, names, wordFor(seen), seen.intervals, seen.sampleCount);
  const bound = status === 'warn' ? warn! : (error ?? warn)!;
  return `${found} ${verdictOn(seen, bound, status)}`;
}

/** "p95 response time: endless in 8 of 8 runs of head, because so many requests failed." Null if it is in none. */
function endlessInWords(
  { label }: Measure,
  sides: readonly (readonly number[])[],
  names: SideNames,
): string | null {
  const where = sides.flatMap((values, index) => {
    const endless = values.filter((value) => !Number.isFinite(value)).length;
    return endless === 0 ? [] : [`${endless} of ${formatCount(values.length, 'run')} of ${names[index]}`];
  });
  return where.length === 0
    ? null
    : `${label}: endless in ${formatList(where)}, because so many requests failed.`;
}

function verdictOn(seen: SeenChange, bound: ChangeBound, status: GateStatus): string {
  const allowed = allowedInWords(seen.measure, bound);
  switch (status) {
    case 'fail':
      return `That is a regression: the limit is ${allowed}.`;
    case 'warn':
      return `That is beyond the warning bound of ${allowed}.`;
    case 'pass':
      return `A change for the worse beyond the limit of ${allowed} is ruled out.`;
    default:
      return `A change for the worse beyond the limit of ${allowed} is not ruled out: more pairs or a quieter machine would settle it.`;
  }
}

/** "10% and 2 ms": a change is beyond the bound if it is larger than each. */
export function allowedInWords({ unit }: Measure, { relative, absolute }: ChangeBound): string {
  const inUnit = (value: number) =>
    unit === 'ratio' ? `${formatNumber(100 * value)} percentage points` : formatMeasure(value, unit);
  return formatList([
    ...(relative === undefined ? [] : [formatPercent(relative)]),
    ...(absolute === undefined ? [] : [inUnit(absolute)]),
  ]);
}

/** The word that the interval supports. */
export function wordFor(seen: SeenChange): DifferenceWord {
  const { ratio, difference } = seen.intervals;
  const [{ low, high }, same] = ratio ? [ratio, 1] : [difference!, 0];
  if ((low ?? Number.NEGATIVE_INFINITY) <= same && same <= (high ?? Number.POSITIVE_INFINITY))
    return 'no-difference-seen';
  if (seen.measure.better === 'neither') return 'different';
  return worseningIn(seen).estimate > 0 ? 'worse' : 'better';
}
