const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const DATE =
  /(?<![\p{L}\p{N}])(19|20)\d\d-?\d\d-?\d\d(T\d\d:?\d\d(:?\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?(?![\p{L}\p{N}])/gu;
/** How well-known services begin their keys. */
const KEY_PREFIX =
  /(^|[^A-Za-z0-9])((AKIA|ASIA|AIza)[A-Za-z0-9_-]{8}|(gh[pousr]|github_pat|[srp]k_(live|test)|glpat|npm|xox[abprs])[_-][A-Za-z0-9_-]{8})/;
/** What divides words. A base64 token may contain the others. */
const DIVIDER = /[^\p{L}\p{N}+/_=-]+/u;

/**
 * Whether a text was made by a machine rather than written by a person: a UUID, a token, a hash, a long number. Words, dates, names in
 * camel case and short numbers are not. A token of 16 random bytes is missed about twice in 10,000 times.
 */
export function looksRandom(text: string): boolean {
  if (UUID.test(text) || KEY_PREFIX.test(text)) return true;
  return text.replace(DATE, ' ').split(DIVIDER).some(isRandomWord);
}

/** Digits from which on a number is no count, year, price or time in milliseconds. */
const LONG_NUMBER = 16;
const LONG_HEX = 32;
/** Characters from which on a word has enough pairs of letters to compare. */
const LONG_WORD = 16;
const WRITTEN_SHARE = 0.8;

function isRandomWord(word: string): boolean {
  const runs = word.split(/[+/_=-]+/);
  if (runs.some((run) => /^\d+$/.test(run) && run.length >= LONG_NUMBER)) return true;
  if (runs.some((run) => /^[0-9a-f]+$/i.test(run) && run.length >= LONG_HEX)) return true;
  const length = runs.reduce((sum, run) => sum + run.length, 0);
  const changes = runs.reduce((sum, run) => sum + changesIn(run), 0);
  if (changes >= 3 && changes >= length / (length < LONG_WORD ? 3 : 5)) return true;
  const pairs = runs.flatMap(letterPairs);
  return length >= LONG_WORD && pairs.filter(isCommonPair).length < WRITTEN_SHARE * pairs.length;
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

/** Neighbouring letters of the Latin alphabet within a word; a capital after a small letter begins a new one. */
function letterPairs(run: string): string[] {
  return run
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .flatMap((word) => Array.from({ length: Math.max(0, word.length - 1) }, (_, i) => word.slice(i, i + 2)));
}

/** The letters that commonly follow each letter in European languages: about nine of ten pairs in words, and less than half of all pairs. */
const FOLLOWERS: Readonly<Record<string, string>> = {
  a: 'bcdgiklmnprstuvwxy',
  b: 'aeiloruyjs',
  c: 'aehikloqrtuy',
  d: 'aeiorsudny',
  e: 'abcdefgilmnprstuvwxy',
  f: 'aefiloruty',
  g: 'aeghilnorsuy',
  h: 'aeiortuyn',
  i: 'abcdefgklmnoprstvzx',
  j: 'aeou',
  k: 'aeinsyl',
  l: 'adefiklmopstuvy',
  m: 'abeimopsuy',
  n: 'acdefgiklnostuvy',
  o: 'abcdefgiklmnoprstuvwxy',
  p: 'aehiloprstuy',
  q: 'u',
  r: 'abcdefgiklmnoprstuvy',
  s: 'aceehiklmnopqrstuwy',
  t: 'aehilmorstuwy',
  u: 'abcdegilmnprstx',
  v: 'aeioy',
  w: 'aehinorsy',
  x: 'aceiptuy',
  y: 'abceilmnoprstw',
  z: 'aeiozuy',
};

function isCommonPair([first = '', second = '']: string): boolean {
  return FOLLOWERS[first]?.includes(second) ?? false;
}
