/** Carries out pieces of work in the order in which they are given, each when the previous one has ended, in whichever way. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let previous: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = previous.then(work);
    previous = next.catch(() => {});
    return next;
  };
}
