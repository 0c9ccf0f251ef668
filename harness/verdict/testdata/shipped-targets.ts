import { platforms } from '../../../scenarios/platforms.ts';
import type { Target } from '../../model/target.ts';

const loaded = await Promise.all(Object.values(platforms).map((load) => load()));

/** The targets of every platform of the registry. */
export const SHIPPED: readonly Target[] = loaded.flatMap(({ platform }) => platform.targets);

/** What a target says of a figure. */
export type Promised = Pick<Target, 'indicator' | 'operator' | 'bound'>;

/** What a shipped target promises, whatever phases it is judged in. */
export function promiseOf(id: string): Promised {
  const found = SHIPPED.find((target) => target.id === id);
  if (found === undefined) throw new Error(`No platform has a target "${id}"`);
  const { indicator, operator, bound } = found;
  return { indicator, operator, bound };
}
