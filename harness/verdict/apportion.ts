/* Shares a count out over seconds. */

/** Fills one second after the other, each up to its room. The last second takes whatever is left. */
export function filled(count: number, roomBySecond: readonly number[]): number[] {
  let left = count;
  return roomBySecond.map((room, index) => {
    const own = index === roomBySecond.length - 1 ? left : Math.min(left, room);
    left -= own;
    return own;
  });
}

/** Shares the count out in proportion to `shares`, in whole numbers. */
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
