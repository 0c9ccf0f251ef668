import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Compile } from 'typebox/compile';
import { didYouMean } from '../model/did-you-mean.ts';
import { ProofloadError } from '../model/errors.ts';
import { Experiment } from '../model/experiment.ts';
import { firstProblem } from '../model/first-problem.ts';
import { proofloadCommand } from '../model/installation.ts';
import type { PlacedPlatform } from '../model/platform.ts';
import { isMissing, whyUnreadable } from '../store/disk.ts';

/** Questions that can be put to any platform. */
const SHARED_FOLDER = join(import.meta.dirname, '..', '..', 'scenarios', 'lib', 'experiments');
const SUFFIX = '.json';

const compiled = Compile(Experiment);

/** The platform that an experiment is about. */
export type Asked = Pick<PlacedPlatform, 'slug' | 'folders'>;

/** The experiments that come with Proofload for a platform: its own, and the shared ones that it does not replace. Sorted by name. */
export async function shippedExperiments(platform: Asked): Promise<Experiment[]> {
  const files = new Map([...(await filesIn(SHARED_FOLDER)), ...(await filesIn(ownFolderOf(platform)))]);
  return Promise.all(
    [...files].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => readFileOf(file, platform.slug)),
  );
}

/** The platform that a user's own experiment file names; null: none. @throws ProofloadError EXPERIMENT_NOT_FOUND, EXPERIMENT_INVALID */
export async function platformIn(nameOrFile: string): Promise<string | null> {
  if (!nameOrFile.endsWith(SUFFIX)) return null;
  const { platform } = parseObject(await textOf(nameOrFile), basename(nameOrFile));
  return typeof platform === 'string' ? platform : null;
}

/**
 * Reads an experiment for a platform, by the name of a shipped one or from its file. Only checks its shape; `planExperiment` checks
 * whether it makes sense.
 * @throws ProofloadError EXPERIMENT_NOT_FOUND, EXPERIMENT_INVALID
 */
export async function readExperiment(nameOrFile: string, platform: Asked): Promise<Experiment> {
  if (nameOrFile.endsWith(SUFFIX)) return readFileOf(nameOrFile, platform.slug);
  const shipped = await shippedExperiments(platform);
  const found = shipped.find(({ name }) => name === nameOrFile);
  if (found) return found;
  const names = shipped.map(({ name }) => name);
  throw new ProofloadError(
    'EXPERIMENT_NOT_FOUND',
    `There is no experiment called "${nameOrFile}".`,
    `${didYouMean(nameOrFile, names)}Choose one of: ${names.join(', ')}; or give a file, like ./my-experiment.json.`,
  );
}

function ownFolderOf({ folders }: Asked): string {
  return join(folders.scenarios, 'experiments');
}

/** By name; none if there is no such folder. */
async function filesIn(folder: string): Promise<[name: string, file: string][]> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return files
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => [file.slice(0, -SUFFIX.length), join(folder, file)]);
}

async function readFileOf(file: string, slug: string): Promise<Experiment> {
  const where = basename(file);
  const own = parseObject(await textOf(file), where);
  return checkExperiment({ ...(await extended(own, where)), platform: slug }, where);
}

/** A file's fields on top of those of the experiment that it extends. */
async function extended(
  { extends: base, ...own }: Record<string, unknown>,
  where: string,
): Promise<Record<string, unknown>> {
  if (base === undefined) return own;
  const file = (await filesIn(SHARED_FOLDER)).find(([name]) => name === base)?.[1];
  if (file === undefined)
    throw invalidExperiment(where, `there is no experiment ${JSON.stringify(base)} for any platform`);
  return { ...parseObject(await textOf(file), basename(file)), ...own };
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (!isMissing(error)) throw invalidExperiment(basename(file), whyUnreadable(error));
    throw new ProofloadError(
      'EXPERIMENT_NOT_FOUND',
      `There is no experiment file ${file}.`,
      `Check the path, or list the experiments that come with Proofload: ${proofloadCommand('compare --list')}`,
      { cause: error },
    );
  });
}

function parseObject(text: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidExperiment(where, `it is not JSON (${(error as Error).message})`);
  }
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw invalidExperiment(where, 'it is not an object');
}

/** @throws ProofloadError EXPERIMENT_INVALID with the first thing that is wrong with its shape */
export function checkExperiment(value: object, where: string): Experiment {
  if (compiled.Check(value)) return value;
  throw invalidExperiment(where, firstProblem(Experiment, value));
}

/**
 * @param reason completes the sentence "The experiment x cannot be run: ..."
 * @param suggestion a sentence that precedes the hint
 */
export function invalidExperiment(where: string, reason: string, suggestion = ''): ProofloadError {
  return new ProofloadError(
    'EXPERIMENT_INVALID',
    `The experiment ${where} cannot be run: ${reason}.`,
    `${suggestion}Correct the file; docs/experiments.md says what each field means. Nothing was started.`,
  );
}
