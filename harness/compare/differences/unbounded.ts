import type { ComparedArm, Measure } from '../../model/comparison.ts';
import type { Interval } from '../../model/verdict.ts';
import { withoutStop } from '../../model/without-stop.ts';
import { tellApart } from '../design.ts';

/**
 * Why an interval of what is carried has no end on one side, without a full stop; null if it has both, or is of another measure. Two arms
 * are named by what differs between them.
 */
export function unboundedBecause(
  { name: measure }: Measure,
  { low, high }: Interval,
  arms: readonly [ComparedArm, ComparedArm] | readonly [ComparedArm],
): string | null {
  if (low !== null && high !== null) return null;
  const [arm, other] = arms;
  const names = other === undefined ? [arm.label] : tellApart(arm, other);
  const limits = arms.map((each) => limitOf(each, measure));
  if (limits.length === 2 && limits.every((limit) => limit?.kind === 'top'))
    return 'both carried the highest level that was offered';
  const reasons = limits.flatMap((limit, index) => (limit ? [`${names[index]} ${limit.words}`] : []));
  return reasons.length === 0 ? null : reasons.join('; ');
}

type Limit = { kind: 'top' | 'bottom' | 'doubt'; words: string };

/** What kept some repetition of an arm from finding its limit; null if each found it. */
function limitOf({ repetitions }: ComparedArm, measure: string): Limit | null {
  const unknown = repetitions.find(({ isValid, ranges }) => {
    const range = isValid ? ranges?.[measure] : undefined;
    return range !== undefined && (range.high === null || range.low === 0);
  });
  if (unknown === undefined) return null;
  const { levels = [], ranges } = unknown;
  if (ranges![measure]!.high !== null)
    return { kind: 'bottom', words: 'did not carry even the lowest level that was offered' };
  const doubt = levels.findLast(({ status }) => status === 'doubtful')?.reason;
  return doubt
    ? { kind: 'doubt', words: `stopped at a level that cannot be judged (${withoutStop(doubt)})` }
    : { kind: 'top', words: 'carried the highest level that was offered' };
}
