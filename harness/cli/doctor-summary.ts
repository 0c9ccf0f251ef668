import type { CommandOutput } from '../model/command-output.ts';
import { formatBytes, formatCores, formatCount, formatMeasure } from '../model/format.ts';
import type { ResourceFit } from '../model/load-fit.ts';
import { largestLoadsInWords } from '../model/load-words.ts';
import { printable } from '../program/printable.mjs';
import { type Mark, painter, type SummaryStyle } from './style.ts';
import { wrap } from './wrap.ts';

type Doctor = Extract<CommandOutput, { kind: 'doctor' }>;
type Load = Doctor['platformLoads'][number];

/** A line that begins with a sign, and what is said below it. */
type Row = { mark: Mark; cells: string[]; below: string[] };

const GOOD: Mark = { sign: '✓', colour: 'green' };
const BAD: Mark = { sign: '✗', colour: 'red' };
const UNKNOWN: Mark = { sign: '?', colour: 'yellow' };

const LONGEST_LINE = 100;

/** What was found as text for a terminal: machine and programs, then every load with what it needs, what is short, and how to mend that. */
export function renderDoctor(
  { machine, programs, platformLoads, largest }: Doctor,
  style: SummaryStyle,
): string {
  const inStyle = painter(style);
  const wrapped = (text: string, indent: number) =>
    wrap(printable(text), Math.min(style.columns, LONGEST_LINE) - indent, indent);
  const table = (rows: readonly Row[]) => {
    const widths = rows[0]?.cells.map((_, column) =>
      Math.max(...rows.map((row) => row.cells[column]!.length)),
    );
    return rows.flatMap(({ mark, cells, below }) => [
      `  ${inStyle(mark.colour, mark.sign)} ${cells.map((cell, column) => printable(cell).padEnd(widths![column]!)).join('  ')}`.trimEnd(),
      ...below.flatMap((text) => wrapped(text, 6)),
    ]);
  };
  return [
    '',
    ...table([machineRow(machine), ...clockRows(platformLoads), ...programs.map(programRow)]),
    '',
    ...table(platformLoads.map(loadRow)),
    '',
    ...wrapped(
      `To a system that runs elsewhere, this machine can offer about ${formatCount(largest.users, 'user')} at once (limited by ${nameOf(largest.usersLimitedBy)}) or ${formatMeasure(largest.ratePerSec, 'requests/s')} (limited by ${nameOf(largest.ratePerSecLimitedBy)}). \`calibrate\` measures how accurate it is.`,
      2,
    ),
    '',
    '',
  ].join('\n');
}

function machineRow({ cores, memoryBytes, availableBytes }: Doctor['machine']): Row {
  const text = `${formatCores(cores)} and ${formatBytes(memoryBytes)} of memory usable, ${formatBytes(availableBytes)} available now`;
  return { mark: GOOD, cells: ['Machine', text], below: [] };
}

/** The clock is the same for every load. */
function clockRows([load]: readonly Load[]): Row[] {
  return (load?.resources ?? [])
    .filter(({ resource }) => resource === 'clock')
    .map(({ isEnough, finding, hint }) => ({
      mark: markOf(isEnough),
      cells: ['Clock', finding],
      below: hint === null ? [] : [hint],
    }));
}

function programRow({ name, isUsable, finding, hint }: Doctor['programs'][number]): Row {
  return { mark: markOf(isUsable), cells: [name, finding], below: hint === null ? [] : [hint] };
}

function loadRow({ platform, isQuick, isEnough, resources, ...load }: Load): Row {
  const short = resources.filter((each) => each.isEnough === false);
  const needs = resources.flatMap(({ resource, needed }) => {
    if (needed === null) return [];
    if (resource === 'cores') return [formatCores(needed)];
    return resource === 'memory' || resource === 'disk' ? [`${formatBytes(needed)} of ${resource}`] : [];
  });
  return {
    mark: markOf(isEnough),
    cells: [
      `${platform}${isQuick ? ' --quick' : ''}`,
      largestLoadsInWords(load).join(', '),
      `needs ${needs.join(', ')}`,
    ],
    below: short.map(({ resource, finding, hint }) =>
      resource === 'clock' ? 'The clock is not good enough: see above.' : `${finding} ${hint ?? ''}`,
    ),
  };
}

function markOf(isGood: boolean | null): Mark {
  if (isGood === null) return UNKNOWN;
  return isGood ? GOOD : BAD;
}

function nameOf(resource: ResourceFit['resource']): string {
  return resource === 'open-files' ? 'open files' : resource;
}
