/** Tokens of one generation; two are kept. 100,000 take about 6 MB. */
const GENERATION_SIZE = 50_000;

/**
 * 72 of a token's 256 bits: enough to recognize it, too few to use it. A longer slice of a string would keep the whole header in
 * memory.
 */
const PREFIX_CHARACTERS = 12;

/**
 * Tokens that this server recently saw with a valid session. They grant no access: they only decide which sessions are still looked
 * up once an address has used up its limit.
 */
export class KnownTokens {
  #current = new Set<string>();
  #previous = new Set<string>();

  has(token: string): boolean {
    const prefix = prefixOf(token);
    return this.#current.has(prefix) || this.#previous.has(prefix);
  }

  add(token: string): void {
    if (this.#current.size >= GENERATION_SIZE) {
      this.#previous = this.#current;
      this.#current = new Set();
    }
    this.#current.add(prefixOf(token));
  }

  forget(token: string): void {
    const prefix = prefixOf(token);
    this.#current.delete(prefix);
    this.#previous.delete(prefix);
  }
}

function prefixOf(token: string): string {
  return token.slice(0, PREFIX_CHARACTERS);
}
