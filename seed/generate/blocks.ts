/** How many blocks of a fixed size hold `items`. */
export function blocksOf(items: number, itemsPerBlock: number): number {
  return Math.ceil(items / itemsPerBlock);
}

/** The numbers of the items in a block; the last block may be short. */
export function* blockRange(block: number, itemsPerBlock: number, items: number): Generator<number> {
  const end = Math.min(items, (block + 1) * itemsPerBlock);
  for (let number = block * itemsPerBlock; number < end; number += 1) yield number;
}
