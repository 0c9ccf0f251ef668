import { formatCount, formatList } from '../../harness/model/format.ts';
import type { Trend, TrendPoint, TrendSystem, TrendTarget } from '../../harness/model/trend.ts';
import type { Status } from '../../harness/model/verdict.ts';

/** The whole trend in one sentence, the same on the terminal and on the page. */
export function trendHeadline({ systems }: Trend): string {
  if (systems.length === 0) return 'There is no run here that counts.';
  const all = systems.flatMap((system) => system.targets.map((target) => ({ system, target })));
  const newest = all.flatMap(({ system, target }) => newestPoint(system, target) ?? []);
  const held = newest.filter(({ status }) => status === 'pass').length;
  const worse = all.filter(({ target }) => target.change.word === 'worse');
  const names = worse.map(({ system, target }) =>
    systems.length > 1 ? `${target.name} of ${system.title}` : target.name,
  );
  const change =
    worse.length === 0 ? 'none was seen to be worse than before' : `worse than before: ${formatList(names)}`;
  const where = systems.length === 1 ? 'in the newest run' : 'in the newest run of each system';
  return `${held} of ${formatCount(newest.length, 'target')} held ${where}; ${change}.`;
}

/** The state of a whole trend, with its word: worse than before counts as a fail, as in a gate. null: no run counts. */
export function trendState({ systems }: Trend): { status: Status; word: string } | null {
  if (systems.length === 0) return null;
  const all = systems.flatMap((system) => system.targets.map((target) => ({ system, target })));
  if (all.some(({ target }) => target.change.word === 'worse')) {
    return { status: 'fail', word: 'Worse than before' };
  }
  const newest = all.flatMap(({ system, target }) => newestPoint(system, target)?.status ?? []);
  if (newest.includes('fail')) return { status: 'fail', word: 'Not held' };
  return newest.length > 0 && newest.every((status) => status === 'pass')
    ? { status: 'pass', word: 'Held, and not seen to be worse' }
    : { status: 'inconclusive', word: 'Not settled' };
}

/** A target in the newest run of its system; null: that run does not have it. */
export function newestPoint({ runs }: TrendSystem, { points }: TrendTarget): TrendPoint | null {
  const newest = points.at(-1)!;
  return newest.run === runs.at(-1)!.id ? newest : null;
}
