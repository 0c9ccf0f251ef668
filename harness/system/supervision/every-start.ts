/**
 * The results of starts that run at the same time. If one fails, the others are still awaited, so that the clean-up finds
 * everything that was started.
 * @throws the first failure in order
 */
export async function everyStart<const Starts extends readonly Promise<unknown>[]>(
  starts: Starts,
): Promise<{ -readonly [Index in keyof Starts]: Awaited<Starts[Index]> }> {
  const outcomes = await Promise.allSettled(starts);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return Promise.all(starts);
}
