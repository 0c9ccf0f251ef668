import type { Platform } from '../../harness/model/platform.ts';
import type { SourceFile } from './source-file.ts';
import { isTest } from './tree.ts';
import { isIn } from './walls.ts';

/**
 * Where any platform may be named: the registry, what measures or tortures one platform on purpose, what reads old runs, and documents. Its own three folders are its own
 * affair.
 */
const mayNamePlatforms = isIn(
  'scenarios/platforms.ts',
  'bench',
  'docs',
  'scripts/torture/short-loads',
  'harness/store/named-figures.ts', // old runs kept no targets: it has those of the only platform there was
  'scripts/house/nouns.ts', // which must say what it looks for
);

/** Words that shared code has in another sense, by the folder where they have it. */
const OTHER_SENSES: Readonly<Record<string, (path: string) => boolean>> = {
  student: isIn('harness/stats'), // Student's t distribution
};

type Named = Pick<Platform, 'slug' | 'title' | 'nouns'>;

/**
 * Platforms may share nouns of a field, but no platform speaks of another.
 * @returns one line for each place where shared code speaks of a platform, or of what only its users know
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

/** Whether what was found is a word, by itself or within a name: the one in `unitId` is, that in "unity" is not. */
function isWord(line: string, { index, 0: found }: RegExpExecArray): boolean {
  const before = line.slice(0, index).at(-1) ?? '';
  const after = line.slice(index + found.length).at(0) ?? '';
  const begins = !/[a-z]/i.test(before) || (/[a-z]/.test(before) && /^[A-Z]/.test(found));
  return begins && !/[a-z]/.test(after);
}
