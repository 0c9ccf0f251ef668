/**
 * The results of starts that go on at the same time. When one fails the others are waited for all the same, so that whoever
 * ends what was started finds all of it.
 * @throws the first failure in order
 */
export async function everyStart<const Starts extends readonly Promise<unknown>[]>(
  starts: Starts,
): Promise<{ -readonly [Index in keyof Starts]: Awaited<Starts[Index]> }> {
  const outcomes = await Promise.allSettled(starts);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return Promise.all(starts);
}
