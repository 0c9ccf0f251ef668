import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProofloadError } from '../../harness/model/errors.ts';
import { announced } from '../bootstrap/step.mjs';
import type { InstallStep } from './index.ts';

const DEBIAN_PACKAGES = {
  redis: 'redis-server',
  nginx: 'nginx',
  pgbouncer: 'pgbouncer',
  chromium: 'chromium-headless-shell',
};

const INSTALL_WITH_APT = join(import.meta.dirname, 'install-with-apt.sh');

/**
 * Installs a Debian package if this is Debian and we are root; otherwise does nothing, and the program stays missing. An interruption
 * does not stop the installation, because a half-configured package would harm the machine.
 */
export async function installPackage(
  product: keyof typeof DEBIAN_PACKAGES,
  { env, log, root, signal, noteGroup }: InstallStep,
): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  const name = DEBIAN_PACKAGES[product];
  const logFile = join(root, '.tools', `apt-${name}.log`);
  await mkdir(join(root, '.tools'), { recursive: true });
  const texts = {
    doing: `Debian package ${name} (apt-get), about 20 s`,
    done: `Debian package ${name} installed`,
  };
  await announced({ log, ...texts }, async () => {
    const exitCode = await runToItsEnd(INSTALL_WITH_APT, name, logFile, env, noteGroup);
    signal.throwIfAborted();
    if (exitCode === 0) return;
    const lastLines = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-8).join('\n    ');
    throw new ProofloadError(
      'SETUP_FAILED',
      `The Debian package ${name} could not be installed.`,
      `Install ${product} yourself, or point to an existing one (the variables are in the README). apt-get said:\n    ${lastLines}`,
    );
  });
}

/** Output goes to a file, because a pipe would break if this process is killed, and apt would fail. */
async function runToItsEnd(
  script: string,
  packageName: string,
  logFile: string,
  env: InstallStep['env'],
  noteGroup: (group: number) => void,
): Promise<number> {
  const output = await open(logFile, 'w');
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn('sh', [script, packageName], {
        env: { ...env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
        stdio: ['ignore', output.fd, output.fd],
        detached: true,
      });
      if (child.pid !== undefined) noteGroup(child.pid);
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    await output.close();
  }
}
