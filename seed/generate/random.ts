import { createHash } from 'node:crypto';

/** 128 bits derived from all labels, as four 32-bit words: the seed of a separate stream of random numbers. */
export function seedWords(...labels: (string | number)[]): [number, number, number, number] {
  const digest = createHash('sha256').update(JSON.stringify(labels)).digest();
  return [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)];
}

/**
 * Random numbers by xoshiro128** (Blackman and Vigna, 2018): small, fast, and the same on every machine. Not for secrets.
 */
export class Random {
  // Kept as signed 32-bit integers, which V8 holds without allocating.
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** `words` must not be all zero. */
  constructor([a, b, c, d]: [number, number, number, number]) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#d = d | 0;
  }

  static from(...labels: (string | number)[]): Random {
    return new Random(seedWords(...labels));
  }

  /** An integer of 32 random bits, 0 to 2^32 - 1. */
  bits(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return scrambled >>> 0;
  }

  /** Uniform over [0, 1). */
  unit(): number {
    return this.bits() / 2 ** 32;
  }

  /** An integer, `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  between(low: number, high: number): number {
    return low + this.unit() * (high - low);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.unit() * items.length)]!;
  }

  /** One of `items`, with a probability proportional to its weight. */
  pickWeighted<T>(items: readonly (readonly [item: T, weight: number])[]): T {
    const total = items.reduce((sum, [, weight]) => sum + weight, 0);
    let left = this.unit() * total;
    for (const [item, weight] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return items.at(-1)![0];
  }

  /** Text of `bytes` random bytes in hexadecimal, two characters each. */
  hex(bytes: number): string {
    let text = '';
    let word = 0;
    for (let byte = 0; byte < bytes; byte += 1) {
      word = byte % 4 === 0 ? this.bits() : word >>> 8;
      text += HEX_BYTES[word & 0xff];
    }
    return text;
  }
}

const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function rotateLeft(word: number, places: number): number {
  return (word << places) | (word >>> (32 - places));
}
