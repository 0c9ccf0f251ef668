import { readFile } from 'node:fs/promises';
import { ProofloadError } from '../model/errors.ts';
import type { LoadConfig } from '../model/system-config.ts';
import { COMMAND_LINE } from '../own/invalid-config.ts';
import type { ReadConfig } from '../own/own-system.ts';
import { configIn, readConfig } from '../own/read-config.ts';
import { whyUnreadable } from '../store/disk.ts';
import { randomSeedOf, requireNone } from './options.ts';
import { configOfUrl, loadOf, type UrlOptions } from './url-config.ts';

/** The options of `verify` for a system of one's own. */
export type OwnOptions = UrlOptions & { config?: string; dryRun?: true };

/** Options that say what only `--url` leaves open: a config says it itself. */
const OF_URL = ['method', 'header', 'body', 'p50', 'p95', 'p99', 'availability'] as const;
/** Options on how to build a system, what to do to it, or how its seed made its users. */
const OF_PLATFORMS = ['all', 'dataset', 'port', 'plant', 'target', 'world', 'metrics'] as const;

/** What the command line, and the folder in which it is typed, say about a system of one's own. */
export type OwnContext = {
  options: OwnOptions & { seed: string } & Partial<Record<(typeof OF_PLATFORMS)[number], unknown>>;
  platforms: readonly string[];
  /** whether `--url` makes sense without a promise; default: no */
  mayPromiseNothing?: boolean;
};

/**
 * The config of a system of one's own: what `--url` amounts to, the file of `--config`, or proofload.config.ts in the current folder.
 * @returns null when the command is about a documented platform
 * @throws ProofloadError INVALID_OPTION, CONFIG_NOT_FOUND, CONFIG_INVALID, PLAN_INVALID, USERS_UNUSABLE
 */
export async function ownConfig({
  options,
  platforms,
  mayPromiseNothing = false,
}: OwnContext): Promise<ReadConfig | null> {
  const { url, config: named } = options;
  if (url !== undefined && named !== undefined)
    throw invalid('--url and --config both name a system.', 'Use one of the two.');
  const isAboutPlatforms = platforms.length > 0 || options.all !== undefined || options.target !== undefined;
  const found = isAboutPlatforms || url !== undefined ? null : configIn('.');
  const file = named ?? found;
  const option = url !== undefined ? '--url' : named !== undefined ? '--config' : null;
  if (option !== null && platforms.length > 0)
    throw invalid(
      `${option} names a system of your own, and "${platforms[0]}" names a platform.`,
      'Use one of the two.',
    );
  if (url === undefined && file === null) {
    requireNone(
      options,
      [...OF_URL, 'writes', 'thinkTime', 'duration', 'dryRun'],
      'needs --url, or a proofload.config.ts.',
      'Add --url http://127.0.0.1:3000/',
    );
    return null;
  }
  const system = option ?? 'proofload.config.ts';
  requireNone(
    options,
    OF_PLATFORMS,
    `is about documented platforms, but ${system} names a system of your own.`,
    'Use one of the two.',
  );
  if (url !== undefined) return readUrl({ ...options, url }, mayPromiseNothing);
  requireNone(options, OF_URL, `only works with --url. Here ${file} decides it.`, `Change ${file} instead.`);
  return withOptions(await readConfig(file!, randomSeedOf(options)), options);
}

async function readUrl(
  options: OwnOptions & { url: string },
  mayPromiseNothing: boolean,
): Promise<ReadConfig> {
  const { body } = options;
  const text = body?.startsWith('@') ? await bodyIn(body.slice(1)) : body;
  const { config, promisedBy } = configOfUrl(
    { ...options, ...(text !== undefined && { body: text }) },
    mayPromiseNothing,
  );
  return {
    config,
    where: COMMAND_LINE,
    sectionOf: (place) => promisedBy[place]!,
    planned: null,
    scenarioFile: null,
    users: [],
  };
}

async function bodyIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw invalid(
      `--body cannot be read from ${file}: ${whyUnreadable(error)}.`,
      'Give --body @file, or the body itself.',
    );
  }
}

/** `--rate` and `--users` are sizes of the run; here they only add a load that the config does not have. */
function withOptions(read: ReadConfig, options: OwnOptions): ReadConfig {
  const { ratePerSec, users, ...lasting } = loadOf(options);
  const { load } = read.config;
  const changed: LoadConfig = {
    ...load,
    ...lasting,
    ...(load.ratePerSec === undefined && ratePerSec !== undefined && { ratePerSec }),
    ...(load.users === undefined && users !== undefined && { users }),
    ...(load.quick && { quick: { ...load.quick, ...lasting } }),
  };
  return {
    ...read,
    config: { ...read.config, load: changed, ...(options.writes && { writes: true }) },
  };
}

function invalid(sentence: string, hint: string): ProofloadError {
  return new ProofloadError('INVALID_OPTION', sentence, hint);
}
