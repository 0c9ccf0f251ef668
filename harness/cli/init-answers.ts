import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Answers } from '../init/make-project.ts';
import { readSource, type Source, sourceOfUrl } from '../init/read-source.ts';
import { isPlainHost } from '../init/workflow.ts';
import { ProofloadError } from '../model/errors.ts';
import type { LoadConfig } from '../model/system-config.ts';
import { FULL } from '../own/own-loads.ts';
import { parseUsers, unusable } from '../own/own-users.ts';
import { printable } from '../program/printable.mjs';
import type { Conversion } from '../project/plan/conversion.ts';
import { pathOf } from '../project/plan/openapi-servers.ts';
import { leastTrialsWithoutFailure } from '../stats/proportion.ts';
import { whyUnreadable } from '../store/disk.ts';
import { CONFIDENCE } from '../verdict/limits.ts';
import type { Shell } from './shell.ts';
import { addressOf, loadOf, targetsOf, type UrlOptions } from './url-config.ts';

export type InitOptions = Pick<
  UrlOptions,
  'url' | 'writes' | 'p50' | 'p95' | 'p99' | 'availability' | 'rate' | 'users'
> & {
  name?: string;
  usersFile?: string;
  recordedHost?: string;
  folder: string;
};

/** What a person has answered, on the command line or on the terminal. */
export type Answered = { source: Source; conversion: Conversion; answers: Answers };

const DEFAULTS = { p95: '500', rate: '20' };
/** The promises of correct responses that are defaults, in percent. */
const AVAILABILITIES = ['99.9', '99.5', '99', '95', '90'];

/**
 * Everything that `init` has to know. What the options leave open is asked on a terminal; without one it has a default, or is an error.
 * @throws ProofloadError INVALID_OPTION, SOURCE_UNREADABLE, USERS_UNUSABLE, NOTHING_TO_SEND, SECRET_LEFT
 */
export async function initAnswers(
  shell: Pick<Shell, 'ask' | 'stderr'>,
  named: string | undefined,
  options: InitOptions,
): Promise<Answered> {
  const questions = new Questions(shell);
  const source = await questions.about(
    named,
    'What should it start from? The path of an OpenAPI file or a HAR recording, or the URL of a request:',
    null,
    sourceAt,
  );
  if (source === null)
    throw invalid(
      'init has nothing to start from.',
      'Name an OpenAPI file, a HAR recording, or the URL of a request: init http://127.0.0.1:3000/api/items',
    );
  const users = await questions.about(
    options.usersFile,
    'Path of a CSV file of users, whose first line names the columns (Enter: none):',
    '',
    async (file) => (file === '' ? null : usersIn(file, options.folder)),
  );
  const writes =
    options.writes ??
    (source.kind !== 'one address' &&
      (await questions.about(undefined, 'Include requests that change data? (y/n)', 'n', async (text) =>
        /^y(es)?$/i.test(text),
      )));
  const convert = (basePath?: string) =>
    source.convert({
      writes: writes === true,
      userColumns: Object.keys(users?.rows[0] ?? {}),
      ...(options.recordedHost !== undefined && { host: options.recordedHost }),
      ...(basePath !== undefined && { basePath }),
    });
  let conversion = convert();
  const address =
    source.kind === 'one address' && options.url === undefined ? conversion.origin! : options.url;
  const system = await questions.about(address, 'Where is the system?', conversion.origin, async (text) =>
    systemAt(text, source),
  );
  if (system === null)
    throw invalid(
      'The description does not say where the system is.',
      'Give its address: --url http://127.0.0.1:3000',
    );
  const { origin: url, basePath } = system;
  if (basePath !== '') conversion = convert(basePath);
  const name = await questions.about(options.name, 'What is it called?', new URL(url).host, nonEmpty);
  const rate = await questions.about(
    options.rate,
    'How many requests a second should it send?',
    DEFAULTS.rate,
    async (text) => {
      loadOf({ rate: text });
      return text;
    },
  );
  const isPromised = [options.p50, options.p95, options.p99, options.availability].some(
    (each) => each !== undefined,
  );
  const p95 = isPromised
    ? options.p95
    : await questions.about(
        undefined,
        'Within how many milliseconds should 95% of them be answered?',
        DEFAULTS.p95,
        async (text) => {
          targetsOf({ p95: text });
          return text;
        },
      );
  const load = loadOf({ rate: rate!, ...(options.users !== undefined && { users: options.users }) });
  const { targets } = targetsOf({
    ...(!isPromised && { availability: availabilityShownBy(load) }),
    ...options,
    ...(p95 != null && { p95 }),
  });
  return {
    source,
    conversion,
    answers: {
      name: name!,
      url,
      targets,
      load,
      writes: writes === true,
      users,
    },
  };
}

/**
 * The highest share of correct responses that a run of the usual length can show: twice as many requests as it takes if none fails are enough even
 * if two do. What users send besides is not counted on, because they may have to wait.
 */
function availabilityShownBy({ ratePerSec = 0 }: LoadConfig): string {
  const requests = (ratePerSec * FULL.durationMs) / 1000;
  return (
    AVAILABILITIES.find(
      (percent) => 2 * leastTrialsWithoutFailure(Number(percent) / 100, CONFIDENCE) <= requests,
    ) ?? AVAILABILITIES.at(-1)!
  );
}

/** Questions on a terminal, if there is one. A wrong answer is asked for again. */
class Questions {
  readonly #shell: Pick<Shell, 'ask' | 'stderr'>;

  constructor(shell: Pick<Shell, 'ask' | 'stderr'>) {
    this.#shell = shell;
  }

  /**
   * @param given by an option: then nothing is asked
   * @param usual what an empty answer means, and what holds where nobody can be asked; null: there is none
   */
  async about<T>(
    given: string | undefined,
    question: string,
    usual: string | null,
    read: (text: string) => Promise<T>,
  ): Promise<T | null> {
    const { ask, stderr } = this.#shell;
    if (given !== undefined) return read(given);
    if (ask === null) return usual === null ? null : read(usual);
    for (;;) {
      const answer = await ask(`  ${question}${usual ? ` [${printable(usual)}]` : ''} `);
      const text = answer || usual;
      if (text === null) continue;
      try {
        return await read(text);
      } catch (error) {
        if (!(error instanceof ProofloadError)) throw error;
        stderr.write(`  ${printable(error.message)}\n`);
      }
    }
  }
}

async function sourceAt(text: string): Promise<Source> {
  return /^https?:\/\//i.test(text) ? sourceOfUrl(addressOf(text)) : readSource(text);
}

/** The address of a system; the path that a description's operations are below may follow it. */
function systemAt(text: string, { hasBasePath }: Source): { origin: string; basePath: string } {
  const url = addressOf(text);
  const [example, basePath] = ['For example: --url http://127.0.0.1:3000', pathOf(url)];
  if (!isPlainHost(url.hostname)) throw invalid('The host of --url is not a plain name or address.', example);
  if (`${url.search}${url.hash}` !== '')
    throw invalid('--url is the address of the system, so it has no query.', example);
  if (basePath !== '' && !hasBasePath)
    throw invalid('--url has a path, but the requested paths are complete without it.', example);
  return { origin: url.origin, basePath };
}

async function nonEmpty(text: string): Promise<string> {
  if (text.trim() !== '') return text.trim();
  throw invalid('--name must not be empty.', "For example: --name 'Corner Shop'");
}

async function usersIn(file: string, folder: string): Promise<NonNullable<Answers['users']>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw unusable(file, whyUnreadable(error), { cause: error });
  }
  return { file: relative(resolve(folder), resolve(file)), rows: parseUsers(text, file) };
}

function invalid(sentence: string, hint: string): ProofloadError {
  return new ProofloadError('INVALID_OPTION', sentence, hint);
}
