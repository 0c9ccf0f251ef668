import { formatCount, formatDuration, formatMeasure, formatNumber } from '../model/format.ts';
import type { Output } from '../program/output.ts';
import { printable } from '../program/printable.mjs';
import type { LiveFigures, OnProgress, ProgressEvent } from '../run/progress.ts';
import { painter } from './style.ts';
import { wrap } from './wrap.ts';

const LABEL_WIDTH = 12;
const BAR_WIDTH = 10;
/** Below it there is no room for a bar next to the figures. */
const LEAST_WIDTH_WITH_BAR = 100;
/** Where the text of a finished step begins. */
const TEXT_COLUMN = LABEL_WIDTH + 5;
const PLAIN_LINE_EVERY_MS = 10_000;
/** Rows of a terminal that are not used for lines below the live one, which is one of them. */
const ROWS_KEPT = 3;

/**
 * Draws the progress of a run, one line per step, the last one live: a terminal redraws it, a file gets a line now and then.
 * `clock` returns milliseconds; `expectedMs` is the planned duration of the whole run, for the time left.
 */
export class ProgressDisplay {
  readonly #out: Output;
  readonly #clock: () => number;
  readonly #expectedMs: number;
  readonly #startedMs: number;
  #stepStartedMs = 0;
  #label = '';
  #phase: { name: string; startedMs: number; durationMs: number } | null = null;
  #lastPlainMs = Number.NEGATIVE_INFINITY;
  #openLine: string | null = null;
  #below: string[] = [];

  constructor(out: Output, clock: () => number, expectedMs: number) {
    this.#out = out;
    this.#clock = clock;
    this.#expectedMs = expectedMs;
    this.#startedMs = clock();
  }

  readonly onProgress: OnProgress = (event) => this.#handle(event);

  /** Shows these lines below the live one from now on, where lines can be redrawn. Longer ones are cut. */
  showBelow(lines: readonly string[]): void {
    const open = this.#openLine;
    this.close(); // the next ones may be fewer
    const room = Math.max(0, this.#out.rows - ROWS_KEPT);
    const left = lines.length - room;
    this.#below = left <= 0 ? [...lines] : [...lines.slice(0, room - 1), `    and ${left + 1} more`];
    if (open !== null) this.#drawLive(open, this.#below);
  }

  /** Ends an open live line and removes it with what is below, so that the next output starts on a new line. */
  close(): void {
    if (this.#openLine !== null) {
      this.#drawLive(
        '',
        this.#below.map(() => ''),
      );
    }
    this.#openLine = null;
  }

  #drawLive(line: string, below: readonly string[]): void {
    const width = this.#width();
    const lines = [line, ...below].map((text) => `\r\u001b[K${text.slice(0, width)}`);
    const up = below.length === 0 ? '' : `\u001b[${below.length}A\r`;
    this.#out.draw(`${lines.join('\n')}${up}`);
    this.#openLine = line;
  }

  #handle(event: ProgressEvent): void {
    switch (event.kind) {
      case 'recording':
        return;
      case 'begin':
        this.#stepStartedMs = this.#clock();
        this.#label = event.step;
        this.#live(printable(event.label));
        return;
      case 'detail':
        this.#live(
          printable(event.detail) + (event.fraction === null ? '' : ` ${Math.floor(event.fraction * 100)}%`),
        );
        return;
      case 'end':
        this.#endPhase();
        this.#line('✓', 'green', event.step, printable(event.detail), this.#clock() - this.#stepStartedMs);
        return;
      case 'phase':
        this.#endPhase();
        this.#phase = { name: printable(event.name), startedMs: this.#clock(), durationMs: event.durationMs };
        return;
      case 'live':
        this.#live(this.#liveText(event.figures));
        return;
      case 'event':
        this.#line('!', 'yellow', '', printable(event.what), null);
    }
  }

  #endPhase(): void {
    this.#phase = null;
  }

  #liveText(figures: LiveFigures): string {
    const p95 = figures.responseTimeP95Ms === null ? '–' : formatMeasure(figures.responseTimeP95Ms, 'ms');
    const seen = `${formatNumber(figures.ratePerSec)} requests/s · p95 ${p95} · ${formatNumber(figures.failed)} failed · ${formatCount(figures.users, 'user')}`;
    if (!this.#phase) return seen;
    if (this.#out.canRedraw && this.#width() < LEAST_WIDTH_WITH_BAR) return `${this.#phase.name}: ${seen}`;
    const elapsedMs = this.#clock() - this.#phase.startedMs;
    const fraction = Math.min(1, elapsedMs / this.#phase.durationMs);
    return `${this.#phase.name.padEnd(16)} ${bar(fraction, BAR_WIDTH)} ${seen}`;
  }

  #timeLeft(): string {
    return timeLeft(this.#expectedMs - (this.#clock() - this.#startedMs));
  }

  /** On a narrow terminal the end of the line is cut, and not how long it takes. */
  #withTimeLeft(line: string): string {
    const left = this.#timeLeft();
    const room = this.#width() - left.length - 2;
    return `${line.length > room ? `${line.slice(0, room - 1)}…` : line}  ${left}`;
  }

  #width(): number {
    return Math.max(40, this.#out.columns - 1);
  }

  #live(text: string): void {
    if (this.#out.canRedraw) {
      this.#drawLive(this.#withTimeLeft(`  ▸ ${this.#label.padEnd(LABEL_WIDTH)} ${text}`), this.#below);
      return;
    }
    if (this.#clock() - this.#lastPlainMs < PLAIN_LINE_EVERY_MS) return;
    this.#lastPlainMs = this.#clock();
    this.#out.write(`    ${this.#label.padEnd(LABEL_WIDTH)} ${text}  ${this.#timeLeft()}\n`);
  }

  #line(mark: string, colour: 'green' | 'yellow', label: string, text: string, tookMs: number | null): void {
    this.close();
    const paint = painter({ colour: this.#out.hasColours, columns: this.#out.columns });
    const took = tookMs === null ? '' : `  ${formatDuration(tookMs)}`;
    const room = this.#width() - TEXT_COLUMN;
    const isTooLong = this.#out.canRedraw && text.length + took.length > room;
    const shown = isTooLong
      ? wrap(`${text}${took}`, room, TEXT_COLUMN).join('\n').trimStart()
      : `${text}${took}`;
    this.#out.draw(`  ${paint(colour, mark)} ${label.padEnd(LABEL_WIDTH)} ${shown}\n`);
  }
}

/** "about 3 min left". */
export function timeLeft(leftMs: number): string {
  if (leftMs < 5_000) return 'nearly done';
  if (leftMs < 60_000) return `about ${Math.ceil(leftMs / 5_000) * 5} s left`;
  return `about ${Math.round(leftMs / 60_000)} min left`;
}

function bar(fraction: number, width: number): string {
  const full = Math.round(fraction * width);
  return '━'.repeat(full) + '╌'.repeat(width - full);
}
