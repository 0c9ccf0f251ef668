/** A small seeded generator of numbers in [0, 1). Source: Steele and Vigna, "splitmix32". */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers from uniform ones. Source: Box and Muller (1958). */
export function normalFrom(random: () => number): () => number {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** A stationary first-order autoregression with standard normal values. */
export function autoregression(length: number, phi: number, normal: () => number): number[] {
  const series: number[] = [];
  let value = normal();
  for (let t = 0; t < length; t++) {
    series.push(value);
    value = phi * value + Math.sqrt(1 - phi * phi) * normal();
  }
  return series;
}
