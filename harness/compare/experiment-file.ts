import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProofloadError } from '../model/errors.ts';
import { Experiment } from '../model/experiment.ts';
import { platformSlugs } from '../run/platforms.ts';
import { isMissing, whyUnreadable } from '../store/disk.ts';

const SCENARIOS_FOLDER = join(import.meta.dirname, '..', '..', 'scenarios');
const SUFFIX = '.json';

const compiled = Compile(Experiment);

/** Experiments that come with Proofload: `scenarios/<platform>/experiments/<name>.json`. By platform, then by name. */
export async function shippedExperiments(): Promise<Experiment[]> {
  const experiments: Experiment[] = [];
  for (const slug of platformSlugs()) {
    const folder = join(SCENARIOS_FOLDER, slug, 'experiments');
    const names = await readdir(folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    for (const name of names.filter((each) => each.endsWith(SUFFIX)).sort()) {
      experiments.push(await readFileOf(join(folder, name)));
    }
  }
  return experiments;
}

/**
 * Reads an experiment by the name of a shipped one, or from its file. Only checks its shape; `planExperiment` checks whether it
 * makes sense.
 * @throws ProofloadError EXPERIMENT_NOT_FOUND, EXPERIMENT_INVALID
 */
export async function readExperiment(nameOrFile: string): Promise<Experiment> {
  if (nameOrFile.endsWith(SUFFIX)) return readFileOf(nameOrFile);
  const shipped = await shippedExperiments();
  const found = shipped.find(({ name }) => name === nameOrFile);
  if (found) return found;
  throw new ProofloadError(
    'EXPERIMENT_NOT_FOUND',
    `There is no experiment called "${nameOrFile}".`,
    `Choose one of: ${shipped.map(({ name }) => name).join(', ')}; or give a file, like ./my-experiment.json.`,
  );
}

async function readFileOf(file: string): Promise<Experiment> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (!isMissing(error)) throw invalidExperiment(basename(file), whyUnreadable(error));
    throw new ProofloadError(
      'EXPERIMENT_NOT_FOUND',
      `There is no experiment file ${file}.`,
      'Check the path, or list the experiments that come with Proofload: npm start -- compare --list',
      { cause: error },
    );
  });
  return parseExperiment(text, basename(file));
}

/** @throws ProofloadError EXPERIMENT_INVALID with the first thing that is wrong with its shape */
export function parseExperiment(text: string, where: string): Experiment {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidExperiment(where, `it is not JSON (${(error as Error).message})`);
  }
  if (compiled.Check(value)) return value;
  throw invalidExperiment(where, firstProblem(Experiment, value));
}

/** `reason` completes the sentence "The experiment x cannot be run: ...". */
export function invalidExperiment(where: string, reason: string): ProofloadError {
  return new ProofloadError(
    'EXPERIMENT_INVALID',
    `The experiment ${where} cannot be run: ${reason}.`,
    'Correct the file; docs/experiments.md says what each field means. Nothing was started.',
  );
}

/** In words, the first thing about a value that its schema does not allow. */
export function firstProblem(schema: TSchema, value: unknown): string {
  const problems = Compile(schema).Errors(value);
  const problem = problems.find(({ keyword }) => keyword !== 'boolean' && keyword !== 'const') ?? problems[0];
  if (!problem) return 'it does not have the expected shape';
  const at = problem.instancePath.slice(1).replaceAll('/', '.');
  const it = at === '' ? 'it' : `"${at}"`;
  switch (problem.keyword) {
    case 'required':
      return `${it} has no "${problem.params.requiredProperties[0]}"`;
    case 'additionalProperties':
      return `${it} has "${problem.params.additionalProperties[0]}", which is unknown`;
    case 'anyOf': {
      const allowed = problems.flatMap((each) =>
        each.keyword === 'const' && each.instancePath === problem.instancePath
          ? [JSON.stringify(each.params.allowedValue)]
          : [],
      );
      return allowed.length === 0 ? `${it} ${problem.message}` : `${it} must be one of ${allowed.join(', ')}`;
    }
    default:
      return `${it} ${problem.message}`;
  }
}
