/* How many of a whole number each second gets. */

/** So many, one second after the other, each with no more than it has room for; what is left over goes to the last. */
export function filled(count: number, roomBySecond: readonly number[]): number[] {
  let left = count;
  return roomBySecond.map((room, index) => {
    const own = index === roomBySecond.length - 1 ? left : Math.min(left, room);
    left -= own;
    return own;
  });
}

/** So many, shared out in proportion. Whole numbers. */
export function evenly(count: number, shares: readonly number[]): number[] {
  const all = total(shares);
  let [upTo, given] = [0, 0];
  return shares.map((share) => {
    upTo += share;
    const own = (all === 0 ? 0 : Math.round((count * upTo) / all)) - given;
    given += own;
    return own;
  });
}

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
