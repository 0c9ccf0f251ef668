const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const DATE = /\d{4}-?\d\d-?\d\d(T\d\d:?\d\d(:?\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?/g;
/** How well-known services begin their keys. */
const KEY_PREFIX =
  /(^|[^A-Za-z0-9])((AKIA|ASIA|AIza)[A-Za-z0-9_-]{8}|(gh[pousr]|github_pat|[srp]k_(live|test)|glpat|npm|xox[abprs])[_-][A-Za-z0-9_-]{8})/;

/**
 * Whether a text was made by a machine rather than written by a person: a UUID, a token, a hash, a long number. Words, dates, names in
 * camel case and short numbers are not.
 */
export function looksRandom(text: string): boolean {
  if (UUID.test(text) || KEY_PREFIX.test(text)) return true;
  return text
    .replace(DATE, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .some(isRandomRun);
}

/** Digits from which on a number is no count, year, price or time in milliseconds. */
const LONG_NUMBER = 16;
const LONG_HEX = 32;
/** Letters from which on a word without its share of vowels is no word. */
const LONG_WORD = 16;

function isRandomRun(run: string): boolean {
  if (/^\d+$/.test(run)) return run.length >= LONG_NUMBER;
  if (run.length >= LONG_HEX && /^[0-9a-f]+$/i.test(run)) return true;
  const changes = changesIn(run);
  if (changes >= 3 && changes >= run.length / (run.length < 16 ? 3 : 6)) return true;
  const vowels = run.match(/[aeiouy]/gi)?.length ?? 0;
  return run.length >= LONG_WORD && /^[A-Za-z0-9]+$/.test(run) && vowels <= run.length / 5;
}

/** How often the kind of character changes, between lower case, upper case and digits; a capital letter that begins a word counts once. */
function changesIn(run: string): number {
  let changes = 0;
  for (let i = 1; i < run.length; i++) {
    const before = kindOf(run[i - 1]!);
    const here = kindOf(run[i]!);
    if (before !== here && !(before === 'upper' && here === 'lower')) changes++;
  }
  return changes;
}

function kindOf(character: string): 'digit' | 'upper' | 'lower' {
  if (/\d/.test(character)) return 'digit';
  return character === character.toUpperCase() && character !== character.toLowerCase() ? 'upper' : 'lower';
}
