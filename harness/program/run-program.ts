import { asProofloadError, defect } from '../model/any-error.ts';
import { EXIT, type ExitCode, ProofloadError } from '../model/errors.ts';
import { askOn } from './ask.ts';
import { failureAsJson, renderFailure } from './failure.ts';
import { type GuardedOutput, guardOutput, type Output } from './output.ts';
import { onParentGone } from './parent-watch.ts';

/** The one place where environment, terminal and signals enter a program. */
export type Terminal = {
  env: NodeJS.ProcessEnv;
  stdout: Output;
  stderr: Output;
  /** Asks a person and returns the answer, without spaces around it; null: nobody is there to be asked. */
  ask: ((question: string) => Promise<string>) | null;
  /** aborted by Ctrl-C, by SIGTERM, when the parent is gone, or by an uncaught error, which is then its reason */
  signal: AbortSignal;
};

/** The longest time that stopping everything may take; after it, this process exits and the guardian stops the parts. */
const STOPPING_TIMEOUT_MS = 60_000;
const READER_GONE = ['EPIPE', 'EIO', 'ECONNRESET'];

/**
 * Runs a program to its end and sets the exit code of this process: the code it returns, the code of the error it throws, or 70
 * for an uncaught error and for work that stopped without a result. An uncaught error stops the program as Ctrl-C does. A reader
 * that has gone does not end the program. Standard output that cannot be written for another reason is an error once the work is done.
 * @param json whether an error is an object on standard output, instead of a sentence on standard error
 */
export async function runProgram(
  program: (terminal: Terminal) => Promise<ExitCode>,
  { json = false }: { json?: boolean } = {},
): Promise<void> {
  const { env } = process;
  const stdout = guardOutput(process.stdout, env);
  const stderr = guardOutput(process.stderr, env);
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => abort.abort(name));
  onParentGone(() => abort.abort('parent gone'));

  let uncaught: ProofloadError | null = null;
  let hasEnded = false;
  const end = (failure: ProofloadError | null, code: ExitCode) => {
    hasEnded = true;
    const told = uncaught ?? failure;
    if (told) tell(told, { stdout, stderr, json });
    process.exitCode = told?.exitCode ?? code;
  };
  process.on('uncaughtException', (error) => {
    if (hasEnded) return end(defect(error), EXIT.internal);
    uncaught ??= defect(error);
    abort.abort(uncaught);
    setTimeout(() => process.exit(), STOPPING_TIMEOUT_MS).unref();
  });
  process.once('exit', () => {
    if (!hasEnded) end(defect(new Error('the work stopped without a result')), EXIT.internal);
  });

  try {
    const ask = askOn(process.stdin, process.stderr, abort.signal);
    const code = await program({ env, stdout, stderr, ask, signal: abort.signal });
    end(await lostOutput(stdout), code);
  } catch (error) {
    end(asProofloadError(error), EXIT.internal);
  }
}

type Told = { stdout: GuardedOutput; stderr: GuardedOutput; json: boolean };

function tell(failure: ProofloadError, { stdout, stderr, json }: Told): void {
  if (json) stdout.writeJson(failureAsJson(failure));
  else stderr.write(renderFailure(failure));
}

/** The error of lost output. A reader that has gone wanted no more, so that is not one; a full disk is. */
async function lostOutput(stdout: GuardedOutput): Promise<ProofloadError | null> {
  const error = await stdout.settled();
  if (error === null || READER_GONE.includes(error.code ?? '')) return null;
  return new ProofloadError(
    error.code === 'ENOSPC' ? 'DISK_FULL' : 'PATH_UNUSABLE',
    `Not all of the output could be written to standard output (${error.code}).`,
    'Send it elsewhere. The measurements are in the run folder: `npm start -- runs` and `npm start -- report` show them again.',
    { cause: error },
  );
}
