import type { LiveTarget, LiveView } from '../../../reports/live/live-view.ts';
import { formatBound, formatCount, formatMeasure, formatNumber } from '../../model/format.ts';
import { printable } from '../../program/printable.mjs';
import type { LiveFigures, ProgressEvent } from '../../run/progress.ts';
import type { Standing } from '../../verdict/standing.ts';
import { timeLeft } from '../progress.ts';

const SECONDS_SHOWN = 300;
const EVENTS_SHOWN = 20;

export type LiveRunOptions = {
  title: string;
  /** the load in words */
  load: string;
  /** of the whole run */
  expectedMs: number;
  /** milliseconds */
  clock: () => number;
};

/** What is known of a run that is going on, from what it reports, as a view of it. */
export class LiveRun {
  readonly #options: LiveRunOptions;
  readonly #startedMs: number;
  readonly #seconds: LiveFigures[] = [];
  readonly #events: string[] = [];
  #step = 'starting';
  /** of the step, if it says so */
  #stepFraction: number | null = null;
  #phase: { name: string; startedMs: number; durationMs: number } | null = null;
  #standings: readonly Standing[] = [];
  #end: string | null = null;

  constructor(options: LiveRunOptions) {
    this.#options = options;
    this.#startedMs = options.clock();
  }

  add(event: ProgressEvent): void {
    switch (event.kind) {
      case 'recording':
        return;
      case 'begin':
        this.#step = event.label;
        this.#stepFraction = null;
        return;
      case 'detail':
        this.#step = event.detail;
        this.#stepFraction = event.fraction;
        return;
      case 'end':
        this.#phase = null;
        this.#stepFraction = null;
        this.#note(`${event.step}: ${event.detail}`);
        return;
      case 'phase':
        this.#phase = { ...event, startedMs: this.#options.clock() };
        return;
      case 'live':
        this.#seconds.push(event.figures);
        if (this.#seconds.length > SECONDS_SHOWN) this.#seconds.shift();
        return;
      case 'event':
        this.#note(event.what);
    }
  }

  stand(standings: readonly Standing[]): void {
    this.#standings = standings;
  }

  /** @param words how it ended */
  end(words: string): void {
    this.#end = words;
  }

  view(): LiveView {
    const { title, load, expectedMs, clock } = this.#options;
    const last = this.#seconds.at(-1);
    return {
      title,
      load,
      step: this.#phase === null ? this.#step : `Phase: ${this.#phase.name}`,
      fraction:
        this.#phase === null
          ? this.#stepFraction
          : Math.min(1, (clock() - this.#phase.startedMs) / this.#phase.durationMs),
      timeLeft: timeLeft(expectedMs - (clock() - this.#startedMs)),
      figures: last === undefined ? [] : figuresOf(last),
      ratesPerSec: this.#seconds.map(({ ratePerSec }) => ratePerSec),
      responseTimeP95sMs: this.#seconds.map(({ responseTimeP95Ms }) => responseTimeP95Ms),
      targets: this.#standings.map(targetOf),
      events: this.#events,
      end: this.#end,
    };
  }

  #note(what: string): void {
    const sinceSec = Math.floor((this.#options.clock() - this.#startedMs) / 1000);
    const at = `${Math.floor(sinceSec / 60)}:${String(sinceSec % 60).padStart(2, '0')}`;
    this.#events.unshift(`${at} ${what}`);
    this.#events.splice(EVENTS_SHOWN);
  }
}

/** The targets of a run that is going on as lines for a terminal, safe to print. What matters most comes first: a narrow one cuts the end. */
export function standingLines(standings: readonly Standing[]): string[] {
  const rows = standings
    .map(targetOf)
    .map((target, index) =>
      [standings[index]!.id, target.side, target.figure, target.bound, target.seconds].map(printable),
    );
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return [
    '    So far, without a verdict:',
    ...rows.map((cells) => `    ${cells.map((cell, column) => cell.padEnd(widths![column]!)).join('  ')}`),
  ];
}

function figuresOf({ ratePerSec, responseTimeP95Ms, failed, users }: LiveFigures): LiveView['figures'] {
  return [
    { name: 'Requests a second', value: formatNumber(ratePerSec) },
    {
      name: 'Response time, 95th percentile',
      value: responseTimeP95Ms === null ? 'none' : formatMeasure(responseTimeP95Ms, 'ms'),
    },
    { name: 'Failed', value: formatNumber(failed) },
    { name: 'Users', value: formatCount(users, 'user') },
  ];
}

function targetOf(standing: Standing): LiveTarget {
  const { statement, operator, bound, unit, figure, recordedSec, plannedSec } = standing;
  return {
    statement,
    bound: formatBound(operator, bound, unit),
    figure: figure === null ? 'none' : formatMeasure(figure, unit, bound),
    ...sideOf(standing),
    seconds: `${formatNumber(recordedSec)} of ${formatNumber(plannedSec)} s`,
  };
}

function sideOf({
  isWithin,
  isCheckedAfterLoad,
  recordedSec,
}: Standing): Pick<LiveTarget, 'side' | 'sideClass'> {
  if (isWithin !== null)
    return isWithin
      ? { side: 'on the promised side', sideClass: 'within' }
      : { side: 'beyond the bound', sideClass: 'beyond' };
  if (isCheckedAfterLoad) return { side: 'checked after the load', sideClass: 'open' };
  return { side: recordedSec === 0 ? 'not begun' : 'no figure yet', sideClass: 'open' };
}
