import type { ResourceSaturation, Suspect } from '../../../harness/model/verdict.ts';
import {
  evidenceInWords,
  resourceTable,
  saturatedInWords,
  suspectTitle,
  utilizationOf,
} from '../../shared/blame.ts';
import { escapeMarkdown, listed, table } from '../../shared/markdown-text.ts';
import { PART_COLUMNS, partNotes, partRows, timeInWords } from '../../shared/time-parts.ts';
import { leavesOutUnseen } from '../left-out.ts';
import type { ReportData } from '../report-data.ts';

/** Where to look first, with the figures that point there, in one line. */
export function suspectInWords(suspect: Suspect): string {
  const evidence = suspect.evidence.length === 0 ? '' : ` (${evidenceInWords(suspect.evidence)})`;
  return `${suspectTitle(suspect)}. ${suspect.reason}${evidence}`;
}

/** The parts of the routes' response times, and how busy the resources were, block by block. */
export function blameBlocks({ run, verdict, summary }: ReportData): string[] {
  const rows = partRows(summary);
  const { phases, rows: resources } = resourceTable(verdict);
  const states = resources.map(({ name, cells }) => [
    name,
    ...cells.map((cell) => (cell === null ? 'not judged' : stateOf(cell))),
  ]);
  const time = timeInWords(summary) ?? (leavesOutUnseen(run) ? null : 'Not measured.');
  return [
    ...(time === null ? [] : [escapeMarkdown(time)]),
    ...(rows.length === 0 ? [] : [table(PART_COLUMNS, rows)]),
    ...listed(partNotes(summary)),
    ...(states.length === 0
      ? ['Resources: not measured.']
      : [
          escapeMarkdown(saturatedInWords(verdict)),
          table(['Resource', ...phases], states, phases.length + 1),
        ]),
  ];
}

function stateOf(resource: ResourceSaturation): string {
  const { status } = resource;
  if (status === 'unknown') return 'unknown';
  return `${status === 'saturated' ? 'SATURATED' : status}, ${utilizationOf(resource)}`;
}
