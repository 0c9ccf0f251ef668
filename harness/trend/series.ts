import { formatDuration, formatList } from '../model/format.ts';
import { isJudged, type LoadProfile, largestLoads } from '../model/load.ts';
import { largestLoadsInWords } from '../model/load-words.ts';

/** Runs of one system that belong on one line, oldest first. `load`: in words; null: this is the system's only line. */
export type Series<T> = { runs: T[]; load: string | null };

/**
 * Divides the runs of one system by their loads. A load that came after the last run of another one has replaced it, and continues its line:
 * that is a change. Loads that alternate, as `verify` and `verify --quick` do, have a line each, for none of their runs says anything about
 * the other's.
 * @param runs oldest first
 */
export function seriesOf<T extends { run: { profile: LoadProfile } }>(runs: readonly T[]): Series<T>[] {
  const placed = runs.map((each, place) => ({ each, place }));
  const lines: { each: T; place: number }[][] = [];
  for (const ofLoad of Map.groupBy(placed, ({ each }) => JSON.stringify(each.run.profile)).values()) {
    const ended = lines.filter((line) => line.at(-1)!.place < ofLoad[0]!.place);
    const replaced = ended.toSorted((a, b) => b.at(-1)!.place - a.at(-1)!.place)[0];
    if (replaced) replaced.push(...ofLoad);
    else lines.push(ofLoad);
  }
  return lines.map((line) => ({
    runs: line.map(({ each }) => each),
    load: lines.length === 1 ? null : loadInWords(line.at(-1)!.each.run.profile),
  }));
}

/** "30,000 users and 1,000 requests/s, judged for 5 min". */
function loadInWords(profile: LoadProfile): string {
  const offered = largestLoadsInWords(largestLoads(profile));
  const judgedMs = profile.loads
    .flatMap(({ phases }) => phases)
    .reduce((sum, { kind, durationMs }) => sum + (isJudged(kind) ? durationMs : 0), 0);
  return `${formatList(offered)}, judged for ${formatDuration(judgedMs)}`;
}
