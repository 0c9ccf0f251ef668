import { formatBound } from '../model/format.ts';
import { indicatorInWords } from '../model/indicator-words.ts';
import type { TargetVerdict } from '../model/verdict.ts';

export type NamedPromise = Pick<TargetVerdict, 'indicator' | 'operator' | 'bound' | 'unit'>;

/**
 * A short name for each promise, in words and without ids: "p95 response time". Promises about the same figure are told apart by their
 * bounds: "users alive at once (at least 5,000 users)".
 */
export function promiseNames(targets: readonly NamedPromise[]): string[] {
  const words = targets.map(({ indicator }) =>
    indicator.source === 'users' ? 'users alive at once' : indicatorInWords(indicator),
  );
  return targets.map(({ operator, bound, unit }, i) => {
    const isAlone = words.filter((each) => each === words[i]).length === 1;
    return isAlone ? words[i]! : `${words[i]} (${formatBound(operator, bound, unit)})`;
  });
}
