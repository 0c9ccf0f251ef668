/** Words that differ by more of their letters than this are not taken for each other. */
const MOST_DIFFERENT = 0.4;

/** A word of at least so many letters is taken for those that begin with it. */
const SHORTEST_BEGINNING = 3;

/** "Did you mean verify? " for a word that is like one or more of the candidates; '' if it is like none. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const nearest = nearestTo(word, candidates);
  return nearest.length === 0 ? '' : `Did you mean ${nearest.join(' or ')}? `;
}

/** The candidates that begin with a word, or else are most like it; none if it is like none of them. */
export function nearestTo(word: string, candidates: readonly string[]): string[] {
  const longer = candidates.filter((candidate) => candidate.startsWith(word));
  if (word.length >= SHORTEST_BEGINNING && longer.length > 0) return longer;
  const near = candidates.filter(
    (candidate) => edits(word, candidate) <= MOST_DIFFERENT * Math.max(word.length, candidate.length),
  );
  const fewest = Math.min(...near.map((candidate) => edits(word, candidate)));
  return near.filter((candidate) => edits(word, candidate) === fewest);
}

/**
 * The fewest letters to insert, delete, replace, or swap with the next one, that turn one word into the other: the optimal string
 * alignment distance (Boytsov 2011, Indexing methods for approximate dictionary searching, 2.2).
 */
export function edits(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (isSame ? 0 : 1),
        isSwapped ? beforeLast[column - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length]!;
}
