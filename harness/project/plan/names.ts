/** Gives out names that differ from each other and can stand in a template: "id", "id 2". */
export class Names {
  readonly #given = new Set<string>();

  /** The name itself, or with a number if it was given out before. */
  take(wanted: string): string {
    const clean =
      wanted
        .replace(/[{}]/g, '_')
        .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
        .slice(0, MOST_CHARACTERS) || 'value';
    let name = clean;
    for (let number = 2; this.#given.has(name); number++) name = `${clean} ${number}`;
    this.#given.add(name);
    return name;
  }
}

const MOST_CHARACTERS = 100;
