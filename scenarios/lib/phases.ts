/** A phase of a schedule. Times are on `elapsedMs`. */
export type Phase = { name: string; startMs: number; endMs: number };

/**
 * The phase in which a request was due, by its intended start. What is due at the planned end of the schedule, or after it,
 * belongs to the last phase: that one has no end.
 * @param phases of the schedule, in order; at least one
 */
export function phaseAt(phases: readonly Omit<Phase, 'startMs'>[], dueMs: number): Phase {
  const lastIndex = phases.length - 1;
  let index = 0;
  while (index < lastIndex && dueMs >= phases[index]!.endMs) index++;
  const { name, endMs } = phases[index]!;
  return {
    name,
    startMs: index === 0 ? 0 : phases[index - 1]!.endMs,
    endMs: index === lastIndex ? Number.POSITIVE_INFINITY : endMs,
  };
}
