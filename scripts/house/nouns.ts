import type { DocumentedPlatform } from '../../harness/model/platform.ts';
import type { SourceFile } from './source-file.ts';
import { isTest } from './tree.ts';
import { isIn } from './walls.ts';

/**
 * Where any platform may be named: the registry, code that measures or tortures one platform on purpose, the reader of old runs, and
 * documents. A platform's own three folders are handled separately.
 */
const mayNamePlatforms = isIn(
  'scenarios/platforms.ts',
  'bench',
  'docs',
  'scripts/torture/short-loads',
  'harness/store/named-figures.ts', // old runs stored no targets, so it has those of the only platform at the time
  'scripts/house/nouns.ts', // which names OTHER_SENSES
);

/** Words that shared code uses in another sense, with the folder where it does. */
const OTHER_SENSES: Readonly<Record<string, (path: string) => boolean>> = {
  student: isIn('harness/stats'), // Student's t distribution
};

type Named = Pick<DocumentedPlatform, 'slug' | 'title' | 'nouns'>;

/**
 * Platforms of one field may share nouns, but no platform may name another.
 * @returns one line for each place where shared code names a platform or uses one of its nouns
 */
export function nounsInSharedCode(
  files: readonly Pick<SourceFile, 'path' | 'text'>[],
  platforms: readonly Named[],
): string[] {
  return files
    .filter(({ path }) => !isTest(path) && !mayNamePlatforms(path))
    .flatMap(({ path, text }) => {
      const isShared = !platforms.some((platform) => isOwn(platform, path));
      const words = platforms
        .filter((platform) => !isOwn(platform, path))
        .flatMap(({ slug, title, nouns }) => [slug, title, ...(isShared ? nouns : [])])
        .filter((word) => !OTHER_SENSES[word]?.(path));
      if (words.length === 0) return [];
      const anyWord = new RegExp(words.map(pattern).join('|'), 'gi');
      return text
        .split('\n')
        .flatMap((line, index) =>
          [...line.matchAll(anyWord)]
            .filter((match) => isWord(line, match))
            .map(([found]) => `${path}:${index + 1} says "${found}": only its own folders know a platform`),
        );
    });
}

function isOwn({ slug }: Named, path: string): boolean {
  return isIn(`scenarios/${slug}`, `seed/${slug}`, `reference-server/${slug}`)(path);
}

/** A word in any spelling of code: `check-in` is also `check_in`, `checkIn` and "Check in". */
function pattern(word: string): string {
  const parts = word.split(/[-_ ]/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `${parts.join('[-_ ]?')}s?`;
}

/** Whether a match is a whole word, by itself or within a name: "unit" in `unitId` is one, in "unity" it is not. */
function isWord(line: string, { index, 0: found }: RegExpExecArray): boolean {
  const before = line.slice(0, index).at(-1) ?? '';
  const after = line.slice(index + found.length).at(0) ?? '';
  const begins = !/[a-z]/i.test(before) || (/[a-z]/.test(before) && /^[A-Z]/.test(found));
  return begins && !/[a-z]/.test(after);
}
