import { relative } from 'node:path';
import type { Calibration, CalibrationFigure, FigureStatus } from '../model/calibration.ts';
import { formatMeasure } from '../model/format.ts';
import { printable } from '../program/printable.mjs';
import { printJson } from './print-json.ts';
import type { Shell } from './shell.ts';
import { type Mark, painter, type SummaryStyle, styleOf } from './style.ts';
import { whatToDo } from './verdict-summary.ts';
import { wrap } from './wrap.ts';

const FIGURE_MARKS: Record<FigureStatus, Mark> = {
  right: { sign: '✓', colour: 'green' },
  wrong: { sign: '✗', colour: 'red' },
  blind: { sign: '○', colour: 'yellow' },
  unknown: { sign: '?', colour: 'magenta' },
};

const STATUS_MARKS: Record<Calibration['status'], Mark> = {
  pass: FIGURE_MARKS.right,
  fail: FIGURE_MARKS.wrong,
  inconclusive: { sign: '?', colour: 'yellow' },
  invalid: { sign: '⊘', colour: 'magenta' },
};

/** Prints the result for people, and the path of its report. */
export function showCalibration(shell: Shell, reportFile: string, calibration: Calibration): void {
  shell.stdout.draw(renderCalibrationSummary(calibration, styleOf(shell)));
  shell.stdout.write(`\n  report  ${printable(relative('.', reportFile))}\n\n`);
}

/** Prints one JSON object, for programs. */
export function printCalibration(shell: Shell, folder: string, calibration: Calibration): void {
  printJson(shell, { kind: 'calibration', folder, calibration });
}

/** The calibration as text for a terminal: one sentence, a line per figure, what can be trusted, and what was wrong. */
export function renderCalibrationSummary(calibration: Calibration, style: SummaryStyle): string {
  const inStyle = painter(style);
  const bold = (text: string) => inStyle('bold', text);
  const rows = calibration.behaviours.flatMap(({ name, loads }) =>
    loads.flatMap(({ instrument, figures }) =>
      figures.map((figure) => ({ status: figure.status, cells: cellsOf(name, instrument, figure) })),
    ),
  );
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(0, ...rows.map(({ cells }) => cells[column]!.length)),
  );
  const overall = STATUS_MARKS[calibration.status];
  const notes = [...calibration.trust.statements, ...calibration.problems];
  return [
    '',
    `  ${inStyle(overall.colour, overall.sign)} ${bold(printable(calibration.headline))}`,
    '',
    ...rows.map(({ status, cells }) => {
      const line = cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ');
      const { sign, colour } = FIGURE_MARKS[status];
      return `  ${inStyle(colour, `${sign} ${status.padEnd(8)}`)} ${line.trimEnd()}`;
    }),
    '',
    ...notes.flatMap((note) => wrap(printable(`· ${note}`), style.columns - 4, 2)),
    ...whatToDo(calibration, style.columns),
    '',
  ].join('\n');
}

function cellsOf(behaviour: string, instrument: string, figure: CalibrationFigure): string[] {
  const { name, unit, known, reported } = figure;
  return [
    printable(behaviour),
    printable(instrument),
    printable(name),
    `known ${formatMeasure(known, unit)}`,
    `reported ${formatMeasure(reported, unit)}`,
  ];
}
