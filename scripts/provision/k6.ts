import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProofloadError } from '../../harness/model/errors.ts';
import { installCommand } from '../../harness/system/programs/install-command.ts';
import { BUILT_K6_VERSION, builtK6Path, findK6 } from '../../harness/system/programs/programs.ts';
import { announced } from '../bootstrap/step.mjs';
import { runTethered } from '../bootstrap/tethered.mjs';
import type { InstallStep } from './index.ts';

const COMMAND_NOT_FOUND = 127;

/**
 * Builds k6 from the Go module in scripts/k6, whose go.sum pins every source by checksum. The folder gets its final
 * name only when the binary is complete and reports its version, so an interruption leaves nothing that looks like a k6.
 */
export async function buildK6({ env, log, root, signal, noteGroup }: InstallStep): Promise<void> {
  const target = builtK6Path(root);
  const unfinished = `${dirname(target)}.unfinished`;
  const draft = join(unfinished, basename(target));
  const workFolder = join(unfinished, 'go-build');
  const what = `k6 v${BUILT_K6_VERSION}`;
  const texts = { doing: `${what} from its source (go build), about 2 minutes`, done: `${what} built` };
  await announced({ log, ...texts }, async () => {
    try {
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(workFolder, { recursive: true });
      const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', draft, './cmd/k6'];
      const { exitCode, output } = await runTethered('go', args, {
        cwd: join(root, 'scripts', 'k6'),
        // Stock k6 is built without cgo, so no C compiler is needed.
        env: { ...env, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0', GOTMPDIR: workFolder },
        onStart: noteGroup,
        signal,
      });
      signal.throwIfAborted();
      if (exitCode === COMMAND_NOT_FOUND) throw goMissing(env);
      if (exitCode !== 0) throw buildFailed(output);
      await findK6({ K6_BIN: draft }, root);
      await rm(workFolder, { recursive: true, force: true });
      await rm(dirname(target), { recursive: true, force: true });
      await rename(unfinished, dirname(target));
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
}

function goMissing(env: Readonly<Record<string, string | undefined>>): ProofloadError {
  const isRoot = process.getuid?.() === 0;
  const command = installCommand('go', { path: env.PATH ?? '', isRoot });
  return new ProofloadError(
    'PROGRAM_MISSING',
    'k6 was not found, and Go, which builds it, is missing.',
    `Point K6_BIN to a k6 v2 with Proofload's extension (docs/k6.md), or put one on PATH, or install Go 1.25 or later (${command ? `\`${command}\`` : 'go.dev/dl'}).`,
  );
}

function buildFailed(output: string): ProofloadError {
  const lastLines = output.trim().split('\n').slice(-12).join('\n    ');
  return new ProofloadError(
    'SETUP_FAILED',
    'k6 could not be built.',
    `Point K6_BIN to a k6 v2 with Proofload's extension (docs/k6.md), or put one on PATH, or fix the build. go said:\n    ${lastLines}`,
  );
}
