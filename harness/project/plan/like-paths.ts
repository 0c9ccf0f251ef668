import { isSecretText } from './credentials-in.ts';
import { isObject } from './json.ts';
import { looksRandom } from './looks-random.ts';
import { Names } from './names.ts';
import { announcesCode, wordsOf } from './sounds-secret.ts';
import { fromUrl, inUrl } from './url-text.ts';

/** What is compared: a path, and the shape of the response. */
export type PathUse = { method: string; path: string; shape: string };

/** A path in which some segments are parameters: "/products/{productId}" with the value of each in this request. */
export type PathTemplate = { template: string; values: Record<string, string> };

/** So many like values make a word a parameter. */
const LIKE_WORDS = 3;

/**
 * Recognises parameters in paths by comparing like paths. A segment is one if it looks like an identifier, if it has a digit and came in a
 * response, or if it has three or more values between paths that are otherwise the same: names with hyphens or digits, or words whose
 * responses have the same shape.
 * @param isReturned whether a text is a value of some response
 */
export function pathTemplates(
  uses: readonly PathUse[],
  isReturned: (text: string) => boolean = () => false,
): PathTemplate[] {
  const paths = uses.map(({ path }) => path.split('/').slice(1).map(fromUrl));
  const isParameter = paths.map((segments) =>
    segments.map(
      (segment, at) =>
        isIdentifier(segment) ||
        (/\d/.test(segment) &&
          isSlug(segment) &&
          (isReturned(segment) || announcesCode(segments[at - 1] ?? ''))),
    ),
  );
  const numbers = new Map<string, number>();
  /** Numbers the beginnings of a list, so that two are the same if their numbers are: comparing long paths would take long. */
  const beginnings = (list: readonly (string | null)[]) => {
    let last = 0;
    return [
      last,
      ...list.map((each) => {
        const key = `${last}${each === null ? '*' : `=${each}`}`;
        last = numbers.get(key) ?? numbers.size + 1;
        numbers.set(key, last);
        return last;
      }),
    ];
  };
  const places = paths.flatMap((segments, use) => {
    const known = segments.map((segment, at) => (isParameter[use]![at] ? null : segment));
    const before = beginnings(known);
    const after = beginnings(known.toReversed()).toReversed();
    return segments.flatMap((_, at) =>
      at > 0 && !isParameter[use]![at]
        ? [{ use, at, key: `${uses[use]!.method} ${before[at]} ${after[at + 1]} ${segments.length}` }]
        : [],
    );
  });
  const like = Map.groupBy(places, ({ key }) => key);
  for (const alike of like.values()) {
    const values = new Set(alike.map(({ use, at }) => paths[use]![at]!));
    const shapes = new Set(alike.map(({ use }) => uses[use]!.shape));
    const areAlike = [...values].every(isSlug) || (shapes.size === 1 && ![...shapes].includes(''));
    if (values.size >= LIKE_WORDS && areAlike) for (const { use, at } of alike) isParameter[use]![at] = true;
  }
  return paths.map((segments, use) => templateOf(segments, isParameter[use]!));
}

function templateOf(segments: readonly string[], isParameter: readonly boolean[]): PathTemplate {
  const names = new Names();
  const values: Record<string, string> = {};
  let owner = '';
  const template = segments.map((segment, at) => {
    if (!isParameter[at]) {
      owner = segment;
      return inUrl(segment).replaceAll('%3A', ':').replaceAll('%40', '@').replaceAll('%2C', ',');
    }
    const name = names.take(parameterName(owner, segment));
    values[name] = segment;
    return `{${name}}`;
  });
  return { template: `/${template.join('/')}`, values };
}

/** "productId" of "/products/42", "product" of "/products/red-shirt". */
function parameterName(owner: string, value: string): string {
  const [first = '', ...more] = wordsOf(looksRandom(owner) ? '' : owner);
  const noun = [first, ...more.map((word) => word.charAt(0).toUpperCase() + word.slice(1))]
    .join('')
    .replace(/ies$/, 'y')
    .replace(/([^s])s$/, '$1');
  if (noun === '') return 'id';
  return isIdentifier(value) || /\d/.test(value) ? `${noun}Id` : noun;
}

function isIdentifier(segment: string): boolean {
  return /^\d+$/.test(segment) || isSecretText(segment);
}

function isSlug(segment: string): boolean {
  return /[-_\d]/.test(segment) && !/^v\d+$/.test(segment);
}

const DEEPEST = 3;

/** The names of the fields of a JSON value, and of what is in it; '' if it has none. */
export function shapeOf(value: unknown, depth = 0): string {
  if (Array.isArray(value)) return `[${shapeOf(value[0], depth + 1)}]`;
  if (!isObject(value) || depth > DEEPEST) return '';
  return `{${Object.keys(value)
    .toSorted()
    .map((key) => `${key}:${shapeOf(value[key], depth + 1)}`)
    .join()}}`;
}
