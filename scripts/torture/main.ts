import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, type ExitCode, ProofloadError } from '../../harness/model/errors.ts';
import { runProgram, type Terminal } from '../../harness/program/run-program.ts';
import { loadPlatform } from '../../harness/run/load-platform.ts';
import { givenStoresIn, programsOf } from '../../harness/system/planned-parts.ts';
import { provision } from '../provision/index.ts';
import { TORTURED_PLATFORM } from './short-loads/platform.ts';
import { renderTable } from './table.ts';
import { torture } from './torture.ts';

/*
 * `npm run torture -- [--seed n] [--minutes m | --rounds n] [--round k] [--json]`: runs the real command line, and in each run kills,
 * pauses, fills or cuts something at a random moment. Afterwards nothing may be left behind, no acknowledged write may be lost,
 * and the run must be judged or report what happened. `--round k` starts with that round, and runs only that one unless more are
 * requested. Exit code 0 without problems, 1 with any. Linux only; as root it also fills a disk.
 */
const USAGE = 'npm run torture -- [--seed n] [--minutes m | --rounds n] [--round k] [--json]';
const DEFAULT_MINUTES = 5;
const RESULTS = join(import.meta.dirname, '..', '..', 'torture-results');

await runProgram(main, { json: process.argv.includes('--json') });

async function main({ env, stdout, stderr, signal }: Terminal): Promise<ExitCode> {
  const log = (line: string) => stderr.write(`${line}\n`);
  const options = read();
  if (process.platform !== 'linux')
    throw new ProofloadError(
      'SETUP_FAILED',
      'Torture tests find processes in /proc, which only Linux has.',
      'Run it on Linux.',
    );
  const { documented } = await loadPlatform(TORTURED_PLATFORM);
  await provision({
    need: ['k6', ...programsOf([documented], givenStoresIn(env))],
    env,
    log,
    signal,
  });
  log(`seed ${options.seed}`);
  const endsMs = performance.now() + options.minutes * 60_000;
  const rounds = options.rounds ?? (options.round === undefined ? undefined : 1);
  const results = await torture({
    seed: options.seed,
    from: options.round ?? 1,
    goesOn: (done) => (rounds === undefined ? performance.now() < endsMs : done < rounds),
    resultsFolder: RESULTS,
    signal,
    log,
  });
  const problems = results.filter((result) => result.problems.length > 0).length;
  if (options.json) stdout.writeJson({ schemaVersion: 1, seed: options.seed, rounds: results });
  else if (results.length > 0) stdout.write(`\n${renderTable(results)}`);
  if (problems > 0) log(`the files of rounds with problems are in ${RESULTS}`);
  if (signal.aborted) return EXIT.interrupted;
  return problems === 0 ? EXIT.pass : EXIT.fail;
}

type Options = { seed: number; minutes: number; rounds?: number; round?: number; json: boolean };

function read(): Options {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string' },
        minutes: { type: 'string' },
        rounds: { type: 'string' },
        round: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const { seed, minutes, rounds, round } = values;
    return {
      seed: seed === undefined ? Math.floor(Math.random() * 2 ** 31) : numberOf('--seed', seed, 0),
      minutes: minutes === undefined ? DEFAULT_MINUTES : numberOf('--minutes', minutes, 1),
      ...(rounds !== undefined && { rounds: numberOf('--rounds', rounds, 1) }),
      ...(round !== undefined && { round: numberOf('--round', round, 1) }),
      json: values.json,
    };
  } catch (error) {
    if (error instanceof ProofloadError) throw error;
    throw new ProofloadError('USAGE', `${(error as Error).message}.`, `Usage: ${USAGE}`, { cause: error });
  }
}

function numberOf(option: string, text: string, least: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number < 2 ** 31) return number;
  throw new ProofloadError(
    'INVALID_OPTION',
    `${option} must be a whole number, at least ${least}.`,
    `Usage: ${USAGE}`,
  );
}
