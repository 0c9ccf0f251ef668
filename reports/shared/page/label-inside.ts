const CHARACTER_WIDTH = 6.6;

/** Where a label is centred so that it stays inside a drawing of that width, as close to `x` as possible. */
export function labelInside(x: number, label: string, width: number): number {
  const half = (label.length * CHARACTER_WIDTH) / 2;
  return tenths(Math.min(width - half, Math.max(half, x)));
}

/** A coordinate without meaningless digits. */
export function tenths(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}
