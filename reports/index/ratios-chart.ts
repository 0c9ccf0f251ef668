import type { TopLevelSpec } from 'vega-lite';
import type { JudgedClaim } from '../../harness/model/comparison.ts';
import type { ExperimentIndex, IndexedDifference } from '../../harness/model/report-index.ts';
import { formatFactor, formatFactors, titleOf } from '../comparison/words.ts';
import { type Chart, notMeasured } from '../shared/charts/chart.ts';
import { type Axis, logAxis } from '../shared/charts/scales.ts';
import { cutTo } from '../shared/charts/stacked-bars.ts';
import { CHART_CONFIG, INK, INK_SOFT, SERIES_COLORS, SURFACE } from '../shared/charts/theme.ts';
import type { Layer } from '../shared/charts/time-series.ts';

const ID = 'ratios';
const PADDING = { left: 22, right: 22, top: 2, bottom: 30 };
const NAME_HEIGHT_PX = 18;
const BAND_PX = 22;
const ROW_GAP_PX = 10;
const ROW_PX = NAME_HEIGHT_PX + BAND_PX + ROW_GAP_PX;
const CHARACTER_PX = 7.2;

/** A ratio as it is drawn; an interval that is open on one side ends with the axis. */
type Drawn = {
  name: string;
  figures: string;
  estimate: number;
  low: number | null;
  high: number | null;
  claimed: number | null;
};

/** Every ratio as a dot on its interval, all on one logarithmic scale, in the order of the experiments: so that a trend shows. */
export function ratiosChart(index: ExperimentIndex): Chart {
  const ratios = index.entries.flatMap(({ experiment, comparison }) =>
    (comparison?.differences ?? []).flatMap((difference, _, all) =>
      drawn(
        all.length === 1 ? experiment : `${experiment}: ${difference.compared}`,
        difference,
        claimedRatio(comparison!.claim),
      ),
    ),
  );
  const title = titleFor(index);
  if (ratios.length === 0) return notMeasured(ID, title);
  const values = ratios.flatMap(({ estimate, low, high, claimed }) => [estimate, low, high, claimed, 1]);
  const axis = logAxis(values.filter((value) => value !== null));
  const hasClaims = ratios.some(({ claimed }) => claimed !== null);
  return {
    id: ID,
    title,
    finding: `${ratios.map(({ name, estimate }) => `${name} ${formatFactor(estimate)}`).join(', ')}. Dot: the measured factor. Bar: its interval. Dashed: no change.${hasClaims ? ' Line: the claimed bound.' : ''} The scale is logarithmic.`,
    legend: [],
    spec: ({ width }) => specOf(ratios, axis, width - PADDING.left - PADDING.right),
  };
}

/** Null: nothing is claimed of a ratio. */
function claimedRatio(judged: JudgedClaim | null): number | null {
  return judged !== null && 'ratio' in judged.claim ? judged.claim.ratio : null;
}

/** What all of them have in common. */
function titleFor({ entries }: ExperimentIndex): string {
  const differences = entries.flatMap(({ comparison }) => comparison?.differences ?? []);
  const names = new Set(differences.map(({ measure, compared }) => `${titleOf(measure)}; ${compared}`));
  const [only, ...others] = names;
  return only !== undefined && others.length === 0 ? only : 'The factor of each experiment';
}

function drawn(name: string, { ratio, ratioEstimate }: IndexedDifference, claimed: number | null): Drawn[] {
  if (ratioEstimate === null || ratioEstimate <= 0) return []; // a share is compared by its difference
  const figures = `${formatFactor(ratioEstimate)} (${formatFactors(ratio)})`;
  return [
    { name, figures, estimate: ratioEstimate, low: ratio?.low ?? null, high: ratio?.high ?? null, claimed },
  ];
}

function specOf(ratios: readonly Drawn[], axis: Axis, width: number): TopLevelSpec {
  const height = ratios.length * ROW_PX;
  const pixels = { type: 'quantitative' as const, scale: null, axis: null };
  const x = {
    type: 'quantitative' as const,
    scale: { type: axis.type, domain: axis.domain, nice: false },
    axis: { values: axis.ticks, labelExpr: "'×' + format(datum.value, ',~r')", grid: true, labelPadding: 8 },
  };
  const rows = ratios.map((ratio, row) => ({
    ...ratio,
    low: ratio.low ?? axis.domain[0],
    high: ratio.high ?? axis.domain[1],
    top: row * ROW_PX + NAME_HEIGHT_PX,
    y: row * ROW_PX + NAME_HEIGHT_PX + BAND_PX / 2,
    bottom: row * ROW_PX + NAME_HEIGHT_PX + BAND_PX,
  }));
  const from = { ...x, field: 'low' };
  const layer = (mark: object, encoding: object, values: readonly object[] = rows) =>
    ({ data: { values }, mark, encoding }) as Layer;
  return {
    width,
    height,
    autosize: 'none',
    padding: PADDING,
    config: CHART_CONFIG,
    layer: [
      layer(
        { type: 'rule', stroke: INK_SOFT, strokeDash: [2, 3] },
        { x: { ...x, field: 'ratio' }, y: { ...pixels, field: 'top' }, y2: { field: 'bottom' } },
        rows.map(({ top, bottom }) => ({ ratio: 1, top, bottom })),
      ),
      layer(
        { type: 'rule', strokeWidth: 8, strokeOpacity: 0.4, stroke: SERIES_COLORS.blue },
        { x: from, x2: { field: 'high' }, y: { ...pixels, field: 'y' } },
      ),
      layer(
        { type: 'rule', strokeWidth: 2, stroke: INK },
        { x: { ...x, field: 'claimed' }, y: { ...pixels, field: 'top' }, y2: { field: 'bottom' } },
        rows.filter(({ claimed }) => claimed !== null),
      ),
      layer(
        {
          type: 'point',
          filled: true,
          size: 80,
          opacity: 1,
          color: SERIES_COLORS.blue,
          stroke: SURFACE,
          strokeWidth: 1.5,
        },
        { x: { ...x, field: 'estimate' }, y: { ...pixels, field: 'y' } },
      ),
      ...texts(ratios, width, layer),
    ],
  };
}

/** Above each row: its name on the left, its figures on the right. */
function texts(
  ratios: readonly Drawn[],
  width: number,
  layer: (mark: object, encoding: object, values: readonly object[]) => Layer,
): Layer[] {
  const rows = ratios.map(({ name, figures }, row) => ({
    name: cutTo(name, width - (figures.length + 2) * CHARACTER_PX),
    figures,
    y: row * ROW_PX + NAME_HEIGHT_PX / 2 - 1,
  }));
  const y = { field: 'y', type: 'quantitative', scale: null, axis: null };
  const text = { type: 'text', baseline: 'middle' };
  const of = (field: string) => ({ y, text: { field, type: 'nominal' } });
  const halo = { fill: SURFACE, stroke: SURFACE, strokeWidth: 4, strokeJoin: 'round' };
  return [
    layer({ ...text, align: 'left', x: 0, ...halo }, of('name'), rows),
    layer({ ...text, align: 'left', x: 0 }, of('name'), rows),
    layer({ ...text, align: 'right', x: width, ...halo }, of('figures'), rows),
    layer({ ...text, align: 'right', x: width, fill: INK_SOFT }, of('figures'), rows),
  ];
}
