import { formatMeasure, formatNumber } from '../../../harness/model/format.ts';
import { PART_LABELS } from '../../../harness/verdict/blame/suspect-reason.ts';
import { type Chart, notMeasured } from '../../shared/charts/chart.ts';
import { type StackedBar, stackedBarsSpec } from '../../shared/charts/stacked-bars.ts';
import type { SeriesColor } from '../../shared/charts/theme.ts';
import { PART_COLORS } from '../../shared/charts/time-parts.ts';
import { TIME_PARTS } from '../../shared/time-parts.ts';
import { type ComparisonData, pictureOf } from '../comparison-data.ts';

/** Parts of the system in the order in which a request goes through them. */
const CPU_COLORS: Record<string, SeriesColor> = {
  nginx: 'purple',
  servers: 'blue',
  redis: 'green',
  pgbouncer: 'sky',
  postgres: 'vermilion',
  replicas: 'amber',
  'object-store': 'grey',
};

export const CPU_LABELS: Record<string, string> = {
  nginx: 'nginx',
  servers: 'API servers',
  redis: 'Redis',
  pgbouncer: 'PgBouncer',
  postgres: 'PostgreSQL',
  replicas: 'read replicas',
  'object-store': 'object store',
};

const NUMBER_LABELS = "format(datum.value, ',~r')";

type Part = { label: string; color: SeriesColor; key: string };
/** Null: not measured in this arm. */
type PartsOfArm = { label: string; sizes: Map<string, number> | null };

/** CPU seconds for 1,000 correct requests, by part, one bar an arm. */
export function cpuChart(data: ComparisonData): Chart {
  const arms = rows(data, (picture) => {
    const entries = Object.entries(picture.cpuSecPer1000);
    return entries.length === 0 ? null : new Map(entries);
  });
  return chart('cpu', 'CPU seconds for 1,000 correct requests', 's', cpuParts(data), arms);
}

/** The parts that any arm has: known ones in order, then others. */
export function cpuParts({ pictures }: ComparisonData): Part[] {
  const used = new Set(
    pictures.flatMap(({ cpuSecPer1000 }) =>
      Object.keys(cpuSecPer1000).filter((key) => cpuSecPer1000[key]! > 0),
    ),
  );
  const known = Object.keys(CPU_COLORS).filter((key) => used.has(key));
  const others = [...used].filter((key) => !(key in CPU_COLORS));
  return [
    ...known.map((key) => ({ key, label: CPU_LABELS[key]!, color: CPU_COLORS[key]! })),
    ...others.map((key) => ({ key, label: key, color: 'grey' as const })),
  ];
}

/** Where the mean time of a request went, one bar an arm. */
export function timePartsChart(data: ComparisonData): Chart {
  const arms = rows(data, ({ timeParts }) =>
    timeParts === null ? null : new Map(TIME_PARTS.map((part) => [part, timeParts[part]])),
  );
  const parts = TIME_PARTS.filter((part) => arms.some(({ sizes }) => (sizes?.get(part) ?? 0) > 0)).map(
    (part) => ({
      key: part,
      label: PART_LABELS[part],
      color: PART_COLORS[part],
    }),
  );
  return chart('time-parts', 'Mean response time by its parts, ms', 'ms', parts, arms);
}

function rows(
  data: ComparisonData,
  sizesOf: (picture: ComparisonData['pictures'][number]) => Map<string, number> | null,
): PartsOfArm[] {
  return data.comparison.arms
    .filter(({ isValid }) => isValid)
    .map((arm) => {
      const picture = pictureOf(data, arm);
      return { label: arm.label, sizes: picture && sizesOf(picture) };
    });
}

function chart(
  id: string,
  title: string,
  unit: string,
  parts: readonly Part[],
  arms: readonly PartsOfArm[],
): Chart {
  const measured = arms.filter(({ sizes }) => sizes !== null && totalOf(sizes) > 0);
  if (measured.length === 0) return notMeasured(id, title);
  return {
    id,
    title,
    finding: `${measured.map(({ label, sizes }) => `${label} ${formatMeasure(totalOf(sizes!), unit)}, most of it ${largest(parts, sizes!)}`).join('; ')}.`,
    legend: parts.map(({ label, color }) => ({ label, color, shape: 'area' })),
    spec: (size) =>
      stackedBarsSpec(
        arms.map((arm) => barOf(arm, parts, unit)),
        NUMBER_LABELS,
        size.width,
      ),
  };
}

function barOf({ label, sizes }: PartsOfArm, parts: readonly Part[], unit: string): StackedBar {
  return {
    name: label,
    figures: sizes === null ? 'not measured' : formatMeasure(totalOf(sizes), unit),
    segments: parts.map(({ key, color }) => ({ size: sizes?.get(key) ?? 0, color })),
  };
}

function totalOf(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function largest(parts: readonly Part[], sizes: ReadonlyMap<string, number>): string {
  const first = parts.toSorted((a, b) => (sizes.get(b.key) ?? 0) - (sizes.get(a.key) ?? 0))[0];
  return first === undefined ? 'unknown' : `${first.label} (${formatNumber(sizes.get(first.key) ?? 0)})`;
}

/** The same in numbers, for tables: a column for each part, then the sum. */
export function partTable(
  data: ComparisonData,
  kind: 'cpu' | 'time',
): { columns: string[]; rows: string[][] } {
  const parts =
    kind === 'cpu' ? cpuParts(data) : TIME_PARTS.map((part) => ({ key: part, label: PART_LABELS[part] }));
  const sizesOf = (picture: ComparisonData['pictures'][number] | null): Record<string, number> | null =>
    picture === null ? null : kind === 'cpu' ? picture.cpuSecPer1000 : picture.timeParts;
  const measured = data.comparison.arms.flatMap((arm) => {
    const sizes = arm.isValid ? sizesOf(pictureOf(data, arm)) : null;
    if (sizes === null || Object.keys(sizes).length === 0) return [];
    const cells = parts.map(({ key }) => formatNumber(sizes[key] ?? 0));
    return [[arm.label, ...cells, formatNumber(Object.values(sizes).reduce((sum, size) => sum + size, 0))]];
  });
  return { columns: ['Arm', ...parts.map(({ label }) => label), 'all'], rows: measured };
}
