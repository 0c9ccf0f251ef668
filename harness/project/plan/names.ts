/** What controls or misleads a terminal, and what would make a reference to an environment variable. */
const MISLEADING = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]|\$(?=\{)/gu;

/** Gives out names that differ from each other, can be shown, and refer to no environment variable: "id", "id 2". */
export class Names {
  readonly #given = new Set<string>();
  /** by the name that was wanted, how often it was */
  readonly #counts = new Map<string, number>();
  readonly #mostCharacters: number;

  constructor(mostCharacters = 100) {
    this.#mostCharacters = mostCharacters;
  }

  /** The name itself, shortened if it is too long, and with a number if it was given out before. */
  take(wanted: string): string {
    const clean = shownText(wanted, this.#mostCharacters).replace(/^(__proto__)?$/, 'value');
    let count = this.#counts.get(clean) ?? 0;
    let name: string;
    do {
      count++;
      name = count === 1 ? clean : `${clean} ${count}`;
    } while (this.#given.has(name));
    this.#counts.set(clean, count);
    this.#given.add(name);
    return name;
  }
}

/** A name as it can stand in a template; in a path, a question mark would begin the query. */
export function nameInTemplate(name: string): string {
  return name.replace(/[{}?]/g, '_');
}

/** A name that comes more than once gets a number from the second on: "tag", "tag#2". */
export function numbered<Named extends { name: string }>(fields: readonly Named[]): Named[] {
  const counts = new Map<string, number>();
  return fields.map((field) => {
    const { name } = field;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? field : { ...field, name: `${name}#${count}` };
  });
}

/** The name of a field as it is sent: the second "tag" is kept as "tag#2". */
export function withoutNumber(name: string): string {
  return name.replace(/#\d+$/, '');
}

const MOST_CHARACTERS_IN_WORDS = 60;

/** A name from elsewhere as a sentence quotes it. */
export function inWords(name: string): string {
  return `"${shownText(name, MOST_CHARACTERS_IN_WORDS)}"`;
}

function shownText(text: string, mostCharacters: number): string {
  const clean = text.replace(MISLEADING, '');
  return clean.length <= mostCharacters ? clean : `${clean.slice(0, mostCharacters)}…`.toWellFormed();
}

/** Of an operation. */
export const MOST_NAME_CHARACTERS = 150;
