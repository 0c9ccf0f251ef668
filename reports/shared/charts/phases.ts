import type { ChartSize } from './chart.ts';
import { BAND_JUDGED, BAND_OTHER, INK, INK_SOFT, SURFACE } from './theme.ts';
import type { Layer, TimeEncoding } from './time-series.ts';
import type { Timeline, TimelinePhase } from './timeline.ts';

const CHARACTER_WIDTH_PX = 7.2;
const STRIP_HEIGHT_PX = 16;
const EVENTS_HEIGHT_PX = 20;
const LETTER_WIDTH_PX = 18;

/** The height that phases and events need above the plot, in pixels. */
export function headHeight({ phases, events }: Timeline): number {
  if (phases.length === 0 && events.length === 0) return 0;
  return STRIP_HEIGHT_PX + 4 + (events.some(({ letter }) => letter !== null) ? EVENTS_HEIGHT_PX : 0);
}

/** The phases as bands, their names in a strip above the plot, and every event as a line with its letter. */
export function phaseLayers(timeline: Timeline, x: TimeEncoding, plot: ChartSize): Layer[] {
  const pxPerSecond = plot.width / timeline.durationSec;
  const bands = timeline.phases.map((phase) => ({
    from: phase.startSec,
    to: phase.endSec,
    middle: (phase.startSec + phase.endSec) / 2,
    judged: phase.judged,
    label: labelFor(phase, (phase.endSec - phase.startSec) * pxPerSecond),
  }));
  const strip = { top: -headHeight(timeline), bottom: STRIP_HEIGHT_PX - headHeight(timeline) };
  const events = drawnEvents(timeline, plot.width);
  const layers: Layer[] = [];
  for (const judged of [true, false]) {
    const values = bands.filter((band) => band.judged === judged);
    if (values.length > 0) layers.push(...bandLayers(values, judged, x, plot, strip));
  }
  if (events.length > 0) layers.push(...eventLayers(events, x, plot));
  return layers;
}

type Strip = { top: number; bottom: number };

function bandLayers(
  values: object[],
  judged: boolean,
  x: TimeEncoding,
  plot: ChartSize,
  { top, bottom }: Strip,
): Layer[] {
  const across = { x: { ...x, field: 'from' }, x2: { field: 'to' } };
  const fill = judged ? BAND_JUDGED : BAND_OTHER;
  const head: Layer = {
    data: { values },
    mark: { type: 'rect', fill, stroke: SURFACE, strokeWidth: 1 },
    encoding: { ...across, y: { value: top }, y2: { value: bottom } },
  };
  const band: Layer = {
    data: { values },
    mark: { type: 'rect', fill, fillOpacity: 0.5 },
    encoding: { ...across, y: { value: 0 }, y2: { value: plot.height } },
  };
  const names: Layer = {
    data: { values },
    mark: {
      type: 'text',
      fill: judged ? INK : INK_SOFT,
      fontSize: 11,
      baseline: 'middle',
      y: (top + bottom) / 2 + 0.5,
    },
    encoding: { x: { ...x, field: 'middle' }, text: { field: 'label', type: 'nominal' } },
  };
  return judged ? [band, head, names] : [head, names];
}

function eventLayers(events: DrawnEvent[], x: TimeEncoding, plot: ChartSize): Layer[] {
  const rules: Layer = {
    data: { values: events.map(({ atSec }) => ({ t: atSec })) },
    mark: { type: 'rule', stroke: INK, strokeWidth: 1, strokeDash: [1, 3] },
    encoding: { x: { ...x, field: 't' }, y: { value: 0 }, y2: { value: plot.height } },
  };
  const data = { values: [{}] };
  const y = -EVENTS_HEIGHT_PX / 2;
  const letters = events.flatMap(({ letter, letterX }): Layer[] => [
    { data, mark: { type: 'circle', fill: INK, opacity: 1, size: 190, x: letterX, y } },
    {
      data,
      mark: {
        type: 'text',
        fill: SURFACE,
        fontSize: 11,
        fontWeight: 600,
        baseline: 'middle',
        x: letterX,
        y: y + 0.5,
      },
      encoding: { text: { value: letter } },
    },
  ]);
  return [rules, ...letters];
}

type DrawnEvent = { letter: string; atSec: number; letterX: number };

/** The events within the plot, with places for their letters: above their moments, spread out where those are close. */
function drawnEvents(timeline: Timeline, plotWidth: number): DrawnEvent[] {
  const drawn = timeline.events
    .flatMap(({ letter, atSec }) =>
      letter !== null && atSec >= 0 && atSec <= timeline.durationSec ? [{ letter, atSec, letterX: 0 }] : [],
    )
    .sort((a, b) => a.atSec - b.atSec);
  let leftmost = 0;
  for (const event of drawn) {
    event.letterX = Math.max(leftmost, (event.atSec / timeline.durationSec) * plotWidth);
    leftmost = event.letterX + LETTER_WIDTH_PX;
  }
  let rightmost = plotWidth;
  for (const event of drawn.toReversed()) {
    event.letterX = Math.min(rightmost, event.letterX);
    rightmost = event.letterX - LETTER_WIDTH_PX;
  }
  return drawn;
}

/** Number and name if both fit, otherwise the number, otherwise nothing. */
function labelFor(phase: TimelinePhase, widthPx: number): string {
  const full = `${phase.number} ${phase.name}`;
  if (full.length * CHARACTER_WIDTH_PX <= widthPx - 4) return full;
  const number = String(phase.number);
  return number.length * CHARACTER_WIDTH_PX <= widthPx ? number : '';
}
