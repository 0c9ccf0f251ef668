import { formatMeasure } from '../../harness/model/format.ts';
import type {
  Evidence,
  ResourceSaturation,
  Suspect,
  TargetVerdict,
  Verdict,
} from '../../harness/model/verdict.ts';
import { noneSaturatedInWords, RESOURCES_IN_WORDS } from '../../harness/verdict/blame/suspect-reason.ts';

export type ResourceStatus = ResourceSaturation['status'];

/** "First suspect: the connection pool". */
export function suspectTitle({ resource }: Suspect): string {
  return resource === null ? 'Where to look' : `First suspect: ${RESOURCES_IN_WORDS[resource]}`;
}

/** The suspect of the first failed target, if there is one and it has a suspect, in one sentence. */
export function firstSuspect({
  targets,
}: Pick<Verdict, 'targets'>): { target: TargetVerdict; sentence: string } | null {
  const target = targets.find(({ status }) => status === 'fail');
  if (!target?.suspect) return null;
  const { resource } = target.suspect;
  const sentence =
    resource === null
      ? 'No resource stands out as the cause.'
      : `The first suspect is ${RESOURCES_IN_WORDS[resource]}.`;
  return { target, sentence };
}

/** "mean response time 231 ms, wait for a connection 160 ms". */
export function evidenceInWords(evidence: readonly Evidence[]): string {
  return evidence.map(({ label, value, unit }) => `${label} ${formatMeasure(value, unit)}`).join(', ');
}

export type ResourceRow = {
  name: string;
  /** one for each phase, in the order of `phases`; null if nothing is known about this resource */
  cells: (ResourceSaturation | null)[];
};

/** Resources against judged phases, both in the order of the verdict. */
export function resourceTable({ saturation }: Pick<Verdict, 'saturation'>): {
  phases: string[];
  rows: ResourceRow[];
} {
  const phases = [...new Set(saturation.map(({ phase }) => phase))];
  const rows = [...Map.groupBy(saturation, ({ resource }) => resource)].map(([resource, of]) => ({
    name: resourceName(resource),
    cells: phases.map((phase) => of.find((each) => each.phase === phase) ?? null),
  }));
  return { phases, rows };
}

/** "Saturated: Connection pool (steady, failover).", or that none was, as far as they were observed. */
export function saturatedInWords(verdict: Pick<Verdict, 'saturation'>): string {
  const { phases, rows } = resourceTable(verdict);
  const saturated = rows.flatMap(({ name, cells }) => {
    const where = phases.filter((_, i) => cells[i]?.status === 'saturated');
    return where.length === 0 ? [] : [`${name} (${where.join(', ')})`];
  });
  return saturated.length === 0
    ? noneSaturatedInWords(verdict.saturation)
    : `Saturated: ${saturated.join('; ')}.`;
}

export function resourceName(resource: ResourceSaturation['resource']): string {
  const words = RESOURCES_IN_WORDS[resource].replace(/^the /, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The share of the resource that was in use. */
export function utilizationOf({ utilization }: ResourceSaturation): string {
  return utilization === null ? 'use not measured' : formatMeasure(roundedShare(utilization), 'ratio');
}

/** Rounded to whole percents, but never to 0 or 1. That is enough at a glance; the details have the exact figure. */
function roundedShare(share: number): number {
  const rounded = Math.round(share * 100) / 100;
  return rounded === 0 || rounded === 1 ? share : rounded;
}
