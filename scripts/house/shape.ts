import { posix } from 'node:path';
import type { SourceFile } from './source-file.ts';
import { isTest } from './tree.ts';
import { isIn } from './walls.ts';

const LONGEST_FILE_LINES = 300;

/** Longer files, each with the reason to keep it in one piece. */
export const ALLOWED_LONG_FILES: Readonly<Record<string, string>> = {
  'harness/system/stores.int.test.ts': 'a dozen cases that share stores started once',
  'reference-server/routes.int.test.ts':
    'every route, on a database and a Redis that are started once for all cases',
};

const VAGUE_NAMES = /^(utils?|helpers?|misc|common|shared|stuff)\b/i;

/** Building blocks of several kinds of report. */
const ALLOWED_VAGUE_FOLDER = 'reports/shared/';

/** @returns one line for each file that is too long without a reason, or has a vague name */
export function misshapenFiles(
  files: readonly SourceFile[],
  allowedLong: Readonly<Record<string, string>> = ALLOWED_LONG_FILES,
): string[] {
  const longFiles = new Set(
    files.filter(({ text }) => lineCount(text) > LONGEST_FILE_LINES).map(({ path }) => path),
  );
  return [
    ...[...longFiles]
      .filter((path) => !allowedLong[path])
      .map(
        (path) =>
          `${path} is longer than ${LONGEST_FILE_LINES} lines: split it, or give a reason in shape.ts`,
      ),
    ...Object.keys(allowedLong)
      .filter((path) => !longFiles.has(path))
      .map((path) => `${path} is not too long: remove it from the list in shape.ts`),
    ...files
      .filter(({ path }) =>
        path
          .replace(ALLOWED_VAGUE_FOLDER, '')
          .split('/')
          .some((part) => VAGUE_NAMES.test(part)),
      )
      .map(({ path }) => `${path} has a vague name: name it after what it does`),
  ];
}

type WordRule = { word: RegExp; around: (path: string) => boolean; because: string };

const WORD_RULES: WordRule[] = [
  {
    word: /latenc(y|ies)/i,
    // other tools say so, in their options, results and formats
    around: (path) => !isIn('bench/generators', 'reports/gate/formats/bencher')(path),
    because: 'say response time or service time: from when to when?',
  },
  {
    word: /\bVUs?\b/,
    around: (path) => !isIn('scenarios', 'harness/load', 'harness/telemetry/otlp')(path),
    because: 'VU is the word of k6; we say user',
  },
  {
    word: /\bnpm (start|run|test|ci)\b/,
    around: (path) =>
      isIn('harness', 'reports')(path) &&
      !isTest(path) &&
      !['harness/model/installation.ts', 'harness/init/workflow.ts'].includes(path),
    because: 'the package is called differently: use proofloadCommand',
  },
  {
    word: /(?<!\b(?:from|import) ?\(?)'(?!(?:proofload\.config|scenario)\.ts')[\w./-]+\.ts'/,
    around: (path) =>
      isIn('harness', 'reports', 'scenarios', 'seed', 'reference-server')(path) &&
      !isTest(path) &&
      path !== 'reference-server/core/named-module.ts',
    because: 'in the package it ends with .js: use sourceModule',
  },
  { word: /\b(TODO|FIXME|XXX)\b/, around: () => true, because: 'do it now, or put it into the plan' },
  {
    word: /(?<![\w.~:/-])\/(home|root|Users|work)\/\w/,
    around: (path) => !isTest(path),
    because: 'a path of one machine',
  },
];

/** @returns one line for each use of a forbidden word */
export function forbiddenWords(files: readonly Pick<SourceFile, 'path' | 'text'>[]): string[] {
  return (
    files
      // These files must name the forbidden words.
      .filter(({ path }) => posix.dirname(path) !== 'scripts/house')
      .flatMap(({ path, text }) => {
        const rules = WORD_RULES.filter(({ around }) => around(path));
        return text.split('\n').flatMap((line, index) =>
          rules.flatMap(({ word, because }) => {
            const found = word.exec(line);
            return found ? [`${path}:${index + 1} says "${found[0]}": ${because}`] : [];
          }),
        );
      })
  );
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
