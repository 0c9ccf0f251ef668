import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Compile } from 'typebox/compile';
import { ProofloadError } from '../model/errors.ts';
import { firstProblem } from '../model/first-problem.ts';
import { SystemConfig } from '../model/system-config.ts';
import { whyUnreadable } from '../store/disk.ts';
import { invalidConfig } from './invalid-config.ts';
import type { ReadConfig } from './own-system.ts';
import { parseUsers, unusable } from './own-users.ts';

export const CONFIG_FILE = 'proofload.config.ts';

const compiled = Compile(SystemConfig);

/** The config in a folder, if there is one. */
export function configIn(folder: string): string | null {
  const file = join(folder, CONFIG_FILE);
  return existsSync(file) ? file : null;
}

/**
 * Reads a config and the files that it names, which are relative to it.
 * @param randomSeed of the values that a plan makes up
 * @throws ProofloadError CONFIG_NOT_FOUND, CONFIG_INVALID, PLAN_INVALID, USERS_UNUSABLE
 */
export async function readConfig(path: string, randomSeed: number): Promise<ReadConfig> {
  const file = resolve(path);
  const where = relative('.', file) || file;
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory())
    throw new ProofloadError(
      'CONFIG_NOT_FOUND',
      found === undefined ? `There is no ${where}.` : `${where} is a folder, not a config.`,
      `Give the path of the file: --config ${join(found === undefined ? 'path/to' : where, CONFIG_FILE)}`,
    );
  const { loadConfig } = await import('./load-config.ts'); // the bundler is slow to load
  const config = checkedConfig(await loadConfig(file, where), where);
  const fileOf = (name: string) => resolve(dirname(file), name);
  return {
    config,
    where,
    sectionOf: (place) => `targets[${place}]`,
    planned: config.plan === undefined ? null : await plannedIn(fileOf(config.plan), where, randomSeed),
    scenarioFile:
      config.scenario === undefined ? null : existingFile(fileOf(config.scenario), 'scenario', where),
    users: config.users?.file === undefined ? [] : await usersIn(fileOf(config.users.file)),
  };
}

/** @throws ProofloadError CONFIG_INVALID with the first thing that is wrong with its shape */
export function checkedConfig(value: unknown, where: string): SystemConfig {
  if (!compiled.Check(value)) throw invalidConfig(where, firstProblem(SystemConfig, value));
  return value;
}

function existingFile(file: string, field: string, where: string): string {
  if (existsSync(file)) return file;
  throw invalidConfig(where, `${field} names ${relative('.', file)}, which does not exist`);
}

async function plannedIn(file: string, where: string, randomSeed: number): Promise<ReadConfig['planned']> {
  const text = await readFile(existingFile(file, 'plan', where), 'utf8');
  const { readPlan } = await import('../project/plan/read-plan.ts');
  const { trafficOf } = await import('../project/plan/traffic-of.ts'); // what makes values up is slow to load
  const plan = readPlan(text);
  return { plan, traffic: trafficOf(plan, randomSeed) };
}

async function usersIn(file: string): Promise<ReadConfig['users']> {
  const where = relative('.', file) || file;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw unusable(where, whyUnreadable(error), { cause: error });
  }
  return parseUsers(text, where);
}
