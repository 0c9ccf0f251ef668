import { formatCount } from '../../harness/model/format.ts';
import type { Trend, TrendPoint, TrendSystem, TrendTarget } from '../../harness/model/trend.ts';

/** The whole trend in one sentence, the same on the terminal and on the page. */
export function trendHeadline({ systems }: Trend): string {
  if (systems.length === 0) return 'There is no run here that counts.';
  const all = systems.flatMap((system) => system.targets.map((target) => ({ system, target })));
  const newest = all.flatMap(({ system, target }) => newestPoint(system, target) ?? []);
  const held = newest.filter(({ status }) => status === 'pass').length;
  const worse = all.filter(({ target }) => target.change.word === 'worse');
  const names = worse.map(({ system, target }) =>
    systems.length > 1 ? `${target.id} of ${system.title}` : target.id,
  );
  const change =
    worse.length === 0 ? 'none was seen to be worse than before' : `worse than before: ${listed(names)}`;
  const where = systems.length === 1 ? 'in the newest run' : 'in the newest run of each system';
  return `${held} of ${formatCount(newest.length, 'target')} held ${where}; ${change}.`;
}

/** A target in the newest run of its system; null: that run does not have it. */
export function newestPoint({ runs }: TrendSystem, { points }: TrendTarget): TrendPoint | null {
  const newest = points.at(-1)!;
  return newest.run === runs.at(-1)!.id ? newest : null;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
