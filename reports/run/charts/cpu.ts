import { formatNumber, formatPercent } from '../../../harness/model/format.ts';
import { type Chart, notMeasured } from '../../shared/charts/chart.ts';
import { byJudgedPhase, sumOf } from '../../shared/charts/findings.ts';
import { linearAxis } from '../../shared/charts/scales.ts';
import type { SeriesColor } from '../../shared/charts/theme.ts';
import { stackPieces, timeSeriesSpec } from '../../shared/charts/time-series.ts';
import { seriesOf, type Timeline } from '../../shared/charts/timeline.ts';
import type { ReportData } from '../report-data.ts';

const ID = 'cpu';
const TITLE = 'CPU by process, cores';
const COLORS: SeriesColor[] = ['blue', 'amber', 'green', 'purple', 'sky', 'vermilion'];
const OTHERS = 'others';

/** "server-1", "server-2" and "server-3" are one family, "server": its members do the same work. */
function familyOf(process: string): string {
  return process.replace(/[-_ ]\d+$/, '');
}

export function cpuChart({ run, summary }: ReportData, timeline: Timeline): Chart {
  const families = largestFamilies(summary.seconds.map((second) => second.cpuCoresByProcess));
  if (families.length === 0) return notMeasured(ID, TITLE);
  const layers = families.map(({ name, processes }, i) => ({
    name: processes.size > 1 && name !== OTHERS ? `${name} (${processes.size})` : name,
    color: name === OTHERS ? ('grey' as const) : COLORS[i]!,
    points: seriesOf(timeline, ({ cpuCoresByProcess }) => sumPresent(cpuCoresByProcess, processes), 'mean'),
  }));
  const heights = timeline.bins.map(() => 0);
  const areas = layers.map(({ color, points }, i) => ({
    color,
    series: `cpu${i}`,
    opacity: 0.85,
    pieces: stackPieces(points, heights),
  }));
  const { cores } = run.provenance.machine;
  const utilization = byJudgedPhase(summary, ({ machineCpuUtilization }) =>
    machineCpuUtilization === null ? null : formatPercent(Math.round(machineCpuUtilization * 100) / 100),
  );
  return {
    id: ID,
    title: TITLE,
    finding: `The machine has ${formatNumber(cores)} ${cores === 1 ? 'core' : 'cores'}, shared with the generator.${utilization ? ` Of the whole machine: ${utilization}.` : ''}`,
    legend: layers.map(({ name, color }, i) => ({ label: name, color, shape: 'area', series: `cpu${i}` })),
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        {
          axis: linearAxis([...heights, cores], 0),
          valueFormat: '~r',
          areas,
          levels: [
            { value: cores, label: `limit: ${formatNumber(cores)} cores`, kind: 'limit', labelSide: 'above' },
          ],
        },
        size,
      ),
  };
}

type Family = { name: string; processes: Set<string>; total: number };

/** Families by CPU used, the largest first. If there are more than colours, the rest becomes "others". */
function largestFamilies(seconds: Record<string, number>[]): Family[] {
  const families = new Map<string, Family>();
  for (const second of seconds) {
    for (const [process, cores] of Object.entries(second)) {
      const name = familyOf(process);
      const family = families.get(name) ?? { name, processes: new Set(), total: 0 };
      family.processes.add(process);
      family.total += cores;
      families.set(name, family);
    }
  }
  const sorted = [...families.values()].sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  if (sorted.length <= COLORS.length) return sorted;
  const rest = sorted.slice(COLORS.length);
  const others = {
    name: OTHERS,
    processes: new Set(rest.flatMap(({ processes }) => [...processes])),
    total: sumOf(rest.map(({ total }) => total)),
  };
  return [...sorted.slice(0, COLORS.length), others];
}

function sumPresent(cpuCores: Record<string, number>, processes: Set<string>): number | null {
  const present = Object.entries(cpuCores).filter(([process]) => processes.has(process));
  return present.length === 0 ? null : sumOf(present.map(([, cores]) => cores));
}
