/** A part of a regular expression. */
export type Pattern =
  /** one character, any of these */
  | { kind: 'character'; of: readonly string[] }
  | { kind: 'sequence'; parts: readonly Pattern[] }
  | { kind: 'choice'; of: readonly Pattern[] }
  | { kind: 'repeat'; part: Pattern; min: number; max: number };

const MOST_CHARACTERS = 1_000;
const DEEPEST = 20;

class NotUnderstood extends Error {}

/**
 * Reads a regular expression of JSON Schema (ECMA-262) as far as texts can be made up for it: not with lookaround, backreferences or word
 * boundaries, and with anchors only around the whole of it. It is never run, because one from elsewhere may take for ever.
 * @returns null if it is not understood
 */
export function parsePattern(text: string): Pattern | null {
  if (text.length > MOST_CHARACTERS) return null;
  try {
    return new Reader(text).whole();
  } catch (error) {
    if (error instanceof NotUnderstood) return null;
    throw error;
  }
}

/** Characters of a class. `isNegative`: it says which it has not, so it may have any others. */
type CharacterSet = { has(code: number): boolean; beyondAscii: readonly number[]; isNegative: boolean };

const isDigit = (code: number) => code >= 48 && code <= 57;
const isUpper = (code: number) => code >= 65 && code <= 90;
const isLower = (code: number) => code >= 97 && code <= 122;
const isLetter = (code: number) => isUpper(code) || isLower(code);
const isWord = (code: number) => isLetter(code) || isDigit(code) || code === 95;
const isSpace = (code: number) => code === 32;

const BY_LETTER: Readonly<Record<string, CharacterSet>> = {
  d: setOf(isDigit),
  D: allBut(isDigit),
  w: setOf(isWord),
  W: allBut(isWord),
  s: setOf(isSpace),
  S: allBut((code) => code <= 32),
};
const BY_PROPERTY: ReadonlyMap<string, CharacterSet> = new Map([
  ['L', setOf(isLetter)],
  ['Letter', setOf(isLetter)],
  ['Alphabetic', setOf(isLetter)],
  ['Lu', setOf(isUpper)],
  ['Ll', setOf(isLower)],
  ['N', setOf(isDigit)],
  ['Nd', setOf(isDigit)],
]);
const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' };
const ANY = allBut(() => false);

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Pattern {
    const pattern = this.#choice(0);
    if (this.#at < this.#text.length) throw new NotUnderstood(); // a parenthesis too many
    return pattern;
  }

  #choice(depth: number): Pattern {
    if (depth > DEEPEST) throw new NotUnderstood();
    const of = [this.#sequence(depth)];
    while (this.#take('|')) of.push(this.#sequence(depth));
    return of.length === 1 ? of[0]! : { kind: 'choice', of };
  }

  #sequence(depth: number): Pattern {
    const parts: Pattern[] = [];
    if (depth === 0) this.#take('^');
    while (!this.#isAtEndOfSequence()) {
      if (depth === 0 && this.#take('$')) {
        if (!this.#isAtEndOfSequence()) throw new NotUnderstood();
        break;
      }
      parts.push(this.#repeated(this.#atom(depth)));
    }
    return { kind: 'sequence', parts };
  }

  #isAtEndOfSequence(): boolean {
    return this.#at >= this.#text.length || /[|)]/.test(this.#text[this.#at]!);
  }

  #atom(depth: number): Pattern {
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group(depth);
      case '[':
        return this.#class();
      case '.':
        return characterOf(ANY);
      case '\\':
        return characterOf(this.#escaped());
      case '^':
      case '$':
      case '*':
      case '+':
      case '?':
        throw new NotUnderstood();
      default:
        return { kind: 'character', of: [character] };
    }
  }

  #group(depth: number): Pattern {
    const isPlain = this.#match(/\?:|\?<[A-Za-z_$][\w$]*>/y) !== null || this.#text[this.#at] !== '?';
    if (!isPlain) throw new NotUnderstood(); // lookaround
    const inner = this.#choice(depth + 1);
    if (!this.#take(')')) throw new NotUnderstood();
    return inner;
  }

  #repeated(part: Pattern): Pattern {
    const quantifier = this.#match(/[*+?]|\{(\d+)(,(\d*))?\}/y);
    if (quantifier === null) return part;
    this.#take('?'); // as few as possible: any number will do
    const [sign, least, comma, most] = quantifier;
    if (least === undefined)
      return {
        kind: 'repeat',
        part,
        min: sign === '+' ? 1 : 0,
        max: sign === '?' ? 1 : Number.POSITIVE_INFINITY,
      };
    const min = Number(least);
    const max = comma === undefined ? min : most ? Number(most) : Number.POSITIVE_INFINITY;
    if (min > max) throw new NotUnderstood();
    return { kind: 'repeat', part, min, max };
  }

  #class(): Pattern {
    const isNegative = this.#take('^');
    const sets: CharacterSet[] = [];
    while (!this.#take(']')) {
      const first = this.#inClass();
      const [from] = first.codes;
      if (from === undefined || this.#text[this.#at] !== '-' || this.#text[this.#at + 1] === ']') {
        sets.push(first.set);
        continue;
      }
      this.#at++;
      const [to] = this.#inClass().codes;
      if (to === undefined || to < from) throw new NotUnderstood();
      sets.push(rangeOf(from, to));
    }
    const has = (code: number) => sets.some((set) => set.has(code));
    if (isNegative) return characterOf(allBut(has));
    return characterOf({
      has,
      beyondAscii: sets.flatMap(({ beyondAscii }) => beyondAscii),
      isNegative: sets.some((set) => set.isNegative),
    });
  }

  /** One member of a class. `codes`: the one character that it is, if it is one. */
  #inClass(): { set: CharacterSet; codes: number[] } {
    const character = this.#next();
    if (character === '\\' && /[dDwWsSp]/.test(this.#text[this.#at] ?? ''))
      return { set: this.#escaped(), codes: [] };
    const code = character === '\\' ? this.#escapedCode() : character.codePointAt(0)!;
    return { set: rangeOf(code, code), codes: [code] };
  }

  #escaped(): CharacterSet {
    const property = this.#match(/p\{(?:General_Category=|gc=)?(\w+)\}/y);
    if (property !== null) return BY_PROPERTY.get(property[1]!) ?? notUnderstood();
    const letter = this.#match(/[dDwWsS]/y);
    if (letter !== null) return BY_LETTER[letter[0]]!;
    const code = this.#escapedCode();
    return rangeOf(code, code);
  }

  #escapedCode(): number {
    const number = this.#match(/x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\}/iy);
    if (number !== null) {
      const code = Number.parseInt(number[1] ?? number[2] ?? number[3]!, 16);
      return code <= 0x10_ff_ff ? code : notUnderstood();
    }
    const character = this.#next();
    if (CONTROLS[character] !== undefined) return CONTROLS[character].codePointAt(0)!;
    if (/[\p{L}\d]/u.test(character)) throw new NotUnderstood(); // a backreference, or a boundary
    return character.codePointAt(0)!;
  }

  #next(): string {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) throw new NotUnderstood();
    const character = String.fromCodePoint(code);
    this.#at += character.length;
    return character;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  /** @param expression sticky */
  #match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text);
    if (match !== null) this.#at += match[0].length;
    return match;
  }
}

function notUnderstood(): never {
  throw new NotUnderstood();
}

function setOf(has: (code: number) => boolean): CharacterSet {
  return { has, beyondAscii: [], isNegative: false };
}

function allBut(has: (code: number) => boolean): CharacterSet {
  return { has: (code) => !has(code), beyondAscii: [], isNegative: true };
}

const MOST_BEYOND_ASCII = 50;

function rangeOf(from: number, to: number): CharacterSet {
  const first = Math.max(from, 128);
  const count = Math.min(MOST_BEYOND_ASCII, Math.max(0, to - first + 1));
  return {
    has: (code) => code >= from && code <= to,
    beyondAscii: Array.from({ length: count }, (_, i) => first + i).filter(isWhole),
    isNegative: false,
  };
}

/** Not one half of a surrogate pair. */
function isWhole(code: number): boolean {
  return code < 0xd8_00 || code > 0xdf_ff;
}

const PRINTABLE = Array.from({ length: 95 }, (_, i) => 32 + i);
const CONTROL = Array.from({ length: 32 }, (_, i) => i);

/** The plainest characters of a set: letters and digits of what only excludes some, then printable ones, then others. */
function characterOf({ has, beyondAscii, isNegative }: CharacterSet): Pattern {
  const printable = PRINTABLE.filter(has);
  const plain = isNegative ? printable.filter((code) => isLetter(code) || isDigit(code)) : printable;
  const codes = [plain, printable, beyondAscii, CONTROL.filter(has)].find(({ length }) => length > 0);
  if (codes === undefined) throw new NotUnderstood();
  return { kind: 'character', of: codes.map((code) => String.fromCodePoint(code)) };
}
