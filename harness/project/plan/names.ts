/** Gives out names that differ from each other, can be shown, and refer to no environment variable: "id", "id 2". */
export class Names {
  readonly #given = new Set<string>();
  readonly #mostCharacters: number;

  constructor(mostCharacters = 100) {
    this.#mostCharacters = mostCharacters;
  }

  /** The name itself, shortened if it is too long, and with a number if it was given out before. */
  take(wanted: string): string {
    const clean = wanted.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]|\$(?=\{)/gu, '');
    const short = clean.length <= this.#mostCharacters ? clean : `${clean.slice(0, this.#mostCharacters)}…`;
    let name = short || 'value';
    for (let number = 2; this.#given.has(name); number++) name = `${short || 'value'} ${number}`;
    this.#given.add(name);
    return name;
  }
}

/** A name as it can stand in a template. */
export function nameInTemplate(name: string): string {
  return name.replace(/[{}]/g, '_');
}

/** Of an operation. */
export const MOST_NAME_CHARACTERS = 150;
