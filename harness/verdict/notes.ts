import { formatCount, formatMeasure } from '../model/format.ts';
import { describePlantedDefects } from '../model/planted-defects.ts';
import type { DataCheck, PlantedDefects, Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import type { Status } from '../model/verdict.ts';
import { impliedThinkTimeNote } from './contradictions.ts';
import { outsideNotes } from './from-outside.ts';

/** Something about the whole run that a reader must know, and the run status it implies, if any. */
export type Note = { text: string; status: Status | null };

export function notesOf(run: Run, summary: Summary): Note[] {
  return [
    ...stateNotes(run),
    ...outsideNotes(run),
    ...routeNotes(summary),
    ...run.dataChecks.map(dataCheckNote),
    ...thinkTimeNotes(run),
    ...plantedNotes(run.plantedDefects),
  ];
}

/** A route of the scenario that no server knows by this name has no parts of its time, and no suspect among them. */
function routeNotes({ routes, routeTimes }: Summary): Note[] {
  if (routeTimes.length === 0) return []; // no server reports times by route
  const known = new Set(routeTimes.map(({ route }) => route));
  const unknown = routes.filter(({ route, correct }) => correct > 0 && !known.has(route));
  if (unknown.length === 0) return [];
  const names = unknown.map(({ route }) => `'${route}'`).join(', ');
  const text = `Where the time of ${names} goes is unknown, because no server measured requests by ${unknown.length === 1 ? 'that name' : 'those names'}. That is right for requests to an object store. Any other request needs the same name in the scenario and in the server's \`config.name\`.`;
  return [{ text, status: null }];
}

/** Runs of older versions recorded no reason other than the part that died. */
function stateNotes({ state, endedBy, events }: Run): Note[] {
  if (state === 'complete') return [];
  if (state === 'failed') {
    const reason = endedBy?.message ?? events.findLast(({ kind }) => kind === 'part-died')?.what;
    const because = reason === undefined ? '.' : `: ${reason.replace(/\.?$/, '.')}`;
    return [{ text: `The run failed before it was complete${because}`, status: 'invalid' }];
  }
  return [
    {
      text: 'The run was ended before it was complete and shows only what was measured until then.',
      status: 'inconclusive',
    },
  ];
}

/** A system that loses or doubles what it acknowledged cannot pass, however fast it is. */
function dataCheckNote({ name, acknowledged, lost, duplicated }: DataCheck): Note {
  if (lost > 0 || duplicated > 0) {
    const text = `Data check '${name}': of ${formatMeasure(acknowledged, '')} acknowledged, ${formatMeasure(lost, '')} lost and ${formatMeasure(duplicated, '')} doubled. A system that does not keep what it acknowledged cannot pass.`;
    return { text, status: 'fail' };
  }
  const text =
    acknowledged === 0
      ? `Data check '${name}' proves nothing: nothing was acknowledged.`
      : `Data check '${name}': all ${formatMeasure(acknowledged, '')} acknowledged are there, once.`;
  return { text, status: null };
}

function thinkTimeNotes({ profile, targets }: Run): Note[] {
  const text = impliedThinkTimeNote(targets, profile);
  return text === null ? [] : [{ text, status: null }];
}

function plantedNotes(defects: PlantedDefects): Note[] {
  const planted = describePlantedDefects(defects);
  if (planted.length === 0) return [];
  const text = `${formatCount(planted.length, 'defect was', 'defects were')} planted in this run on purpose (${planted.join(', ')}): it says nothing about the real system.`;
  return [{ text, status: null }];
}
