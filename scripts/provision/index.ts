import { join } from 'node:path';
import { ProofloadError } from '../../harness/model/errors.ts';
import {
  type Environment,
  findK6,
  findNginx,
  findPgbouncer,
  findPostgres,
  findRedis,
  findVersitygw,
} from '../../harness/system/programs/programs.ts';
import { toolsFolder } from '../../harness/system/programs/tools-folder.ts';
import { LOCK_FILE, withLock } from '../bootstrap/lock.mjs';
import { buildGo, K6, VERSITYGW } from './build-go.ts';
import { findChromium } from './chromium.ts';
import { installPackage } from './packages.ts';

/** A program that set-up can install. */
export type Provided = 'k6' | 'postgres' | 'redis' | 'nginx' | 'pgbouncer' | 'versitygw' | 'chromium';

export type Provisioning = {
  need: readonly Provided[];
  env: Environment;
  /** called with one line when a long step begins and one when it has ended */
  log: (line: string) => void;
  /** interrupts a build */
  signal?: AbortSignal;
  /** the checkout, or the installed package: it has the sources of what is built */
  root?: string;
  /** where what is built is kept; default: as `toolsFolder` says */
  tools?: string;
};

/** The arguments for installing one program. */
export type InstallStep = Required<Omit<Provisioning, 'need'>> & {
  /** must be called with the process group that does the work; the group then holds the set-up lock even if this process dies */
  noteGroup: (group: number) => void;
};

type Recipe = {
  /** variable that names an existing program; if it is set, nothing is installed, even if it names a wrong one */
  pointer: string;
  find: (env: Environment, tools: string) => Promise<unknown>;
  install: ((step: InstallStep) => Promise<void>) | null;
};

const RECIPES: Record<Provided, Recipe> = {
  k6: { pointer: 'K6_BIN', find: findK6, install: (step) => buildGo(K6, step) },
  postgres: {
    pointer: 'POSTGRES_BIN_DIR',
    find: (env) => findPostgres(env),
    // It comes with the npm packages, or is not available for this machine.
    install: null,
  },
  redis: {
    pointer: 'REDIS_BIN',
    find: (env) => findRedis(env),
    install: (step) => installPackage('redis', step),
  },
  nginx: {
    pointer: 'NGINX_BIN',
    find: (env) => findNginx(env),
    install: (step) => installPackage('nginx', step),
  },
  pgbouncer: {
    pointer: 'PGBOUNCER_BIN',
    find: (env) => findPgbouncer(env),
    install: (step) => installPackage('pgbouncer', step),
  },
  versitygw: {
    pointer: 'VERSITYGW_BIN',
    find: findVersitygw,
    install: (step) => buildGo(VERSITYGW, step),
  },
  chromium: {
    pointer: 'CHROMIUM_BIN',
    find: (env) => findChromium(env),
    install: (step) => installPackage('chromium', step),
  },
};

/**
 * Installs the needed programs that are missing.
 * @throws ProofloadError PROGRAM_MISSING, PROGRAM_WRONG_VERSION, SETUP_FAILED or INTERRUPTED
 */
export async function provision({
  need,
  env,
  log,
  signal = new AbortController().signal,
  root = PROJECT,
  tools = toolsFolder(env),
}: Provisioning): Promise<void> {
  const recipes = need.map((name) => RECIPES[name]);
  const found = await Promise.all(recipes.map((recipe) => isThere(recipe, env, tools)));
  const missing = recipes.filter((_, index) => !found[index]);
  try {
    for (const recipe of missing) await install(recipe, { env, log, signal, root, tools });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new ProofloadError('INTERRUPTED', 'Set-up was interrupted.', 'Run the command again to continue.');
  }
}

async function install(recipe: Recipe, step: Omit<InstallStep, 'noteGroup'>): Promise<void> {
  const { env, tools } = step;
  await withLock({ ...step, lockFile: join(tools, LOCK_FILE) }, async (noteGroup) => {
    // Another process may have installed it while this one waited.
    if (await isThere(recipe, env, tools)) return;
    await recipe.install?.({ ...step, noteGroup });
  });
  // If it could not be installed here, `find` throws an error that says how to get it.
  await recipe.find(env, tools);
}

const PROJECT = join(import.meta.dirname, '..', '..');

/** @throws ProofloadError if it is missing and cannot be installed, or if its variable names a wrong one */
async function isThere(recipe: Recipe, env: Environment, tools: string): Promise<boolean> {
  try {
    await recipe.find(env, tools);
    return true;
  } catch (error) {
    if (!(error instanceof ProofloadError) || recipe.install === null || env[recipe.pointer]) throw error;
    return false;
  }
}
