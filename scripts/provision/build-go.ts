import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProofloadError } from '../../harness/model/errors.ts';
import { installCommand } from '../../harness/system/programs/install-command.ts';
import {
  BUILT_K6_VERSION,
  BUILT_VERSITYGW_VERSION,
  builtK6Path,
  builtVersitygwPath,
  type Environment,
  findK6,
  findVersitygw,
} from '../../harness/system/programs/programs.ts';
import { announced } from '../bootstrap/step.mjs';
import { runTethered } from '../bootstrap/tethered.mjs';
import type { InstallStep } from './index.ts';

/** A program that is built from a Go module of this project, whose go.sum pins every source by checksum. */
type GoProgram = {
  name: string;
  version: string;
  /** folder of the module, below scripts/ */
  module: string;
  package: string;
  /** further flags for the linker */
  ldflags: string;
  /** for people */
  takes: string;
  /** where it is kept */
  pathIn(tools: string): string;
  pointer: string;
  find(env: Environment): Promise<unknown>;
  /** how else to get one: the beginning of a hint */
  otherwise: string;
};

export const K6: GoProgram = {
  name: 'k6',
  version: BUILT_K6_VERSION,
  module: 'k6',
  package: './cmd/k6',
  ldflags: '',
  takes: 'about 2 minutes',
  pathIn: builtK6Path,
  pointer: 'K6_BIN',
  find: findK6,
  otherwise: "Point K6_BIN to a k6 v2 with Proofload's extension (docs/k6.md)",
};

export const VERSITYGW: GoProgram = {
  name: 'versitygw',
  version: BUILT_VERSITYGW_VERSION,
  module: 'object-store',
  package: 'github.com/versity/versitygw/cmd/versitygw',
  // Without it, the program would not know its version.
  ldflags: ` -X main.Version=${BUILT_VERSITYGW_VERSION}`,
  takes: 'about a minute',
  pathIn: builtVersitygwPath,
  pointer: 'VERSITYGW_BIN',
  find: findVersitygw,
  otherwise: 'Point VERSITYGW_BIN to a versitygw, or S3_ENDPOINT to a running object store',
};

const COMMAND_NOT_FOUND = 127;

/**
 * Builds a program from its Go module. The folder gets its final name only when the binary is complete and reports its version, so an
 * interruption leaves nothing that looks like the program.
 */
export async function buildGo(
  program: GoProgram,
  { env, log, root, tools, signal, noteGroup }: InstallStep,
): Promise<void> {
  const target = program.pathIn(tools);
  const unfinished = `${dirname(target)}.unfinished`;
  const draft = join(unfinished, basename(target));
  const workFolder = join(unfinished, 'go-build');
  const what = `${program.name} v${program.version}`;
  const texts = { doing: `${what} from its source (go build), ${program.takes}`, done: `${what} built` };
  await announced({ log, ...texts }, async () => {
    try {
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(workFolder, { recursive: true });
      const ldflags = `-ldflags=-s -w${program.ldflags}`;
      const args = ['build', '-trimpath', '-buildvcs=false', ldflags, '-o', draft, program.package];
      const { exitCode, output } = await runTethered('go', args, {
        cwd: join(root, 'scripts', program.module),
        // Without cgo, no C compiler is needed. Stock k6 is built like this too.
        env: { ...env, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0', GOTMPDIR: workFolder },
        onStart: noteGroup,
        signal,
      });
      signal.throwIfAborted();
      if (exitCode === COMMAND_NOT_FOUND) throw goMissing(program, env);
      if (exitCode !== 0) throw buildFailed(program, output);
      await program.find({ [program.pointer]: draft });
      await rm(workFolder, { recursive: true, force: true });
      await rm(dirname(target), { recursive: true, force: true });
      await rename(unfinished, dirname(target));
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
}

function goMissing({ name, otherwise }: GoProgram, env: Environment): ProofloadError {
  const isRoot = process.getuid?.() === 0;
  const command = installCommand('go', { path: env.PATH ?? '', isRoot });
  return new ProofloadError(
    'PROGRAM_MISSING',
    `${name} was not found, and Go, which builds it, is missing.`,
    `${otherwise}, or put one on PATH, or install Go 1.25 or later (${command ? `\`${command}\`` : 'go.dev/dl'}).`,
  );
}

function buildFailed({ name, otherwise }: GoProgram, output: string): ProofloadError {
  const lastLines = output.trim().split('\n').slice(-12).join('\n    ');
  return new ProofloadError(
    'SETUP_FAILED',
    `${name} could not be built.`,
    `${otherwise}, or put one on PATH, or fix the build. go said:\n    ${lastLines}`,
  );
}
