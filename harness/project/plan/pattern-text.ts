import { type Random, seededRandom } from '../../../scenarios/lib/random.ts';
import { type Pattern, parsePattern } from './pattern.ts';

export type Lengths = { minLength?: number; maxLength?: number };

const MOST_CHARACTERS = 10_000;
/** A pattern may repeat what is empty a billion times. */
const MOST_STEPS = 50_000;
const TRIES = 20;
/** How much longer than it must be a text usually is. */
const USUAL_EXTRA = 8;

/**
 * What makes texts that match a regular expression and have a length within bounds, as random as its argument.
 * @returns null if it cannot: the expression is not understood, or no such text was found
 */
export function textMaker(pattern: string, lengths: Lengths = {}): ((random: Random) => string) | null {
  const parsed = parsePattern(pattern);
  if (parsed === null) return null;
  const sample = madeUp(parsed, lengths, seededRandom(1, 0));
  return sample === null ? null : (random) => madeUp(parsed, lengths, random) ?? sample;
}

function madeUp(
  pattern: Pattern,
  { minLength = 0, maxLength = MOST_CHARACTERS }: Lengths,
  random: Random,
): string | null {
  const written = (extra: number, isGreedy: boolean) => new Writer(random, extra, isGreedy).write(pattern);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    // Every repetition takes some of what a text may be longer. If that leads to no fitting length, the first one takes all that is missing.
    let text = attempt < TRIES / 2 ? written(USUAL_EXTRA, false) : written(0, true);
    if (attempt >= TRIES / 2 && text !== null && lengthOf(text) < minLength) {
      const wanted = minLength + Math.floor(random() * Math.min(USUAL_EXTRA, maxLength - minLength + 1));
      text = written(wanted - lengthOf(text), true);
    }
    if (text !== null && lengthOf(text) >= minLength && lengthOf(text) <= maxLength) return text;
  }
  return null;
}

/** In characters, as JSON Schema counts them. */
function lengthOf(text: string): number {
  return [...text].length;
}

class Writer {
  readonly #random: Random;
  readonly #isGreedy: boolean;
  #extra: number;
  #steps = 0;
  #text = '';

  constructor(random: Random, extra: number, isGreedy: boolean) {
    this.#random = random;
    this.#extra = extra;
    this.#isGreedy = isGreedy;
  }

  /** @returns null if the text would be too long */
  write(pattern: Pattern): string | null {
    return this.#add(pattern) ? this.#text : null;
  }

  #add(pattern: Pattern): boolean {
    if (++this.#steps > MOST_STEPS || this.#text.length > MOST_CHARACTERS) return false;
    switch (pattern.kind) {
      case 'character':
        this.#text += this.#oneOf(pattern.of);
        return true;
      case 'sequence':
        return pattern.parts.every((part) => this.#add(part));
      case 'choice':
        return this.#add(this.#oneOf(pattern.of));
      case 'repeat': {
        const count = pattern.min + this.#more(pattern.max - pattern.min);
        for (let i = 0; i < count; i++) if (!this.#add(pattern.part)) return false;
        return true;
      }
    }
  }

  /** How often something is repeated more than it must be. */
  #more(most: number): number {
    const possible = Math.min(most, this.#extra);
    const taken = this.#isGreedy ? possible : Math.floor(this.#random() * (possible + 1));
    this.#extra -= taken;
    return taken;
  }

  #oneOf<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)]!;
  }
}
