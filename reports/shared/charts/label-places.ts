import type { ChartSize } from './chart.ts';

/** Characters of 12 pixels are at most this wide on average. */
const CHARACTER_WIDTH_PX = 6.9;
const LABEL_HEIGHT_PX = 15;
/** between a line and its label, and between a label and the edge of the plot */
const GAP_PX = 4;
/** Between two places that are tried. */
const STEP_PX = 8;

/** A horizontal line to be labelled, in pixels of the plot. `spans`: the parts of the width over which it is drawn. */
export type Labelled = {
  label: string;
  y: number;
  spans: readonly { from: number; to: number }[];
  /** the side on which measured values should not be */
  side: 'above' | 'below';
};

/** Top left corner of a label. */
export type Place = { x: number; y: number };

type Box = { left: number; right: number; top: number; bottom: number };

/** A drawn line: the points of one series in pixels, from left to right; null where it is interrupted. */
export type DrawnLine = readonly ({ x: number; y: number } | null)[];

/** What a label would cover is counted in columns of one pixel. Another label may never be covered. */
const COSTS = { column: 1, otherLine: 0.5, beyondSpan: 3, wrongSide: 12, label: 10_000 };

/**
 * A place for each label in turn, directly above or below its line, where it covers as little as possible of what is drawn, of other
 * lines, and of labels that have a place already. It prefers the side that measured values should leave free, and the left.
 */
export function labelPlaces(
  levels: readonly Labelled[],
  lines: readonly DrawnLine[],
  plot: ChartSize,
): Place[] {
  const columns = lines.map((line) => columnsOf(line, plot.width));
  const taken: Box[] = [];
  return levels.map((level) => {
    const width = level.label.length * CHARACTER_WIDTH_PX;
    const others = levels.filter((other) => other !== level);
    const candidates = candidatesFor(level, width, plot).map((box) => ({
      box,
      cost: costOf(box, level, { columns, others, taken, plot }),
    }));
    const { box } = candidates.reduce((best, each) => (each.cost < best.cost ? each : best));
    taken.push(box);
    return { x: box.left, y: box.top };
  });
}

function candidatesFor({ y, spans }: Labelled, width: number, plot: ChartSize): Box[] {
  const most = Math.max(0, plot.width - width - GAP_PX);
  const lefts = spans.flatMap(({ from, to }) => {
    const last = Math.max(from, to - width);
    return Array.from({ length: Math.floor((last - from) / STEP_PX) + 1 }, (_, i) => from + i * STEP_PX);
  });
  const tops = [y - GAP_PX - LABEL_HEIGHT_PX, y + GAP_PX];
  const inside = tops.filter((top) => top >= 0 && top + LABEL_HEIGHT_PX <= plot.height);
  return [...new Set(lefts.map((left) => Math.min(most, left + GAP_PX)))].flatMap((left) =>
    (inside.length > 0 ? inside : [Math.max(0, Math.min(plot.height - LABEL_HEIGHT_PX, y))]).map((top) => ({
      left,
      right: left + width,
      top,
      bottom: top + LABEL_HEIGHT_PX,
    })),
  );
}

type Around = { columns: Columns[]; others: readonly Labelled[]; taken: readonly Box[]; plot: ChartSize };

function costOf(box: Box, { y, spans, side }: Labelled, { columns, others, taken, plot }: Around): number {
  const covered = columns.reduce((sum, column) => sum + columnsWithin(column, box), 0);
  const crossed = others
    .filter((other) => other.y > box.top && other.y < box.bottom)
    .reduce((sum, other) => sum + overlapOf(box, other.spans), 0);
  const beyond = box.right - box.left - overlapOf(box, spans);
  const isAbove = box.bottom <= y;
  const labels = taken.filter(
    (other) =>
      other.left < box.right && box.left < other.right && other.top < box.bottom && box.top < other.bottom,
  );
  return (
    covered * COSTS.column +
    crossed * COSTS.otherLine +
    (beyond > 0 ? COSTS.beyondSpan + beyond / plot.width : 0) +
    (isAbove === (side === 'above') ? 0 : COSTS.wrongSide) +
    labels.length * COSTS.label +
    box.left / plot.width
  );
}

function overlapOf({ left, right }: Box, spans: Labelled['spans']): number {
  return spans.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(right, to) - Math.max(left, from)),
    0,
  );
}

/** The lowest and the highest point of a line in each pixel of the width; null where it is not. */
type Columns = ({ top: number; bottom: number } | null)[];

function columnsOf(line: DrawnLine, widthPx: number): Columns {
  const columns: Columns = Array.from({ length: Math.ceil(widthPx) + 1 }, () => null);
  const add = (x: number, y: number) => {
    const at = Math.round(x);
    if (at < 0 || at >= columns.length) return;
    const { top, bottom } = columns[at] ?? { top: y, bottom: y };
    columns[at] = { top: Math.min(top, y), bottom: Math.max(bottom, y) };
  };
  for (const [i, point] of line.entries()) {
    if (point === null) continue;
    add(point.x, point.y);
    const next = line[i + 1];
    if (!next) continue;
    for (let x = Math.ceil(point.x); x < next.x; x++) {
      add(x, point.y + ((next.y - point.y) * (x - point.x)) / (next.x - point.x));
    }
  }
  return columns;
}

function columnsWithin(columns: Columns, { left, right, top, bottom }: Box): number {
  return columns
    .slice(Math.max(0, Math.floor(left)), Math.ceil(right) + 1)
    .filter((column) => column !== null && column.bottom > top && column.top < bottom).length;
}
