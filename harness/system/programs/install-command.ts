import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that people install with their system's package manager. */
export type Installable = 'redis' | 'nginx' | 'pgbouncer' | 'chromium' | 'go';

type PackageManager = {
  command: string;
  needsRoot: boolean;
  packages: Readonly<Partial<Record<Installable, string>>>;
};

const PACKAGE_MANAGERS: PackageManager[] = [
  {
    command: 'apt-get install -y',
    needsRoot: true,
    // No Go: the one of Debian stable is too old for k6.
    packages: {
      redis: 'redis-server',
      nginx: 'nginx',
      pgbouncer: 'pgbouncer',
      chromium: 'chromium-headless-shell',
    },
  },
  {
    command: 'dnf install -y',
    needsRoot: true,
    packages: { redis: 'redis', nginx: 'nginx', pgbouncer: 'pgbouncer', chromium: 'chromium', go: 'golang' },
  },
  {
    command: 'brew install',
    needsRoot: false,
    packages: {
      redis: 'redis',
      nginx: 'nginx',
      pgbouncer: 'pgbouncer',
      chromium: '--cask google-chrome',
      go: 'go',
    },
  },
];

/**
 * The command that installs a program on this machine, with the package manager on PATH.
 * @param isThere whether a file exists
 * @returns null if no known package manager is there, or it does not have the program
 */
export function installCommand(
  program: Installable,
  { path, isRoot }: { path: string; isRoot: boolean },
  isThere: (file: string) => boolean = existsSync,
): string | null {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const manager = PACKAGE_MANAGERS.find(({ command }) =>
    folders.some((folder) => isThere(join(folder, command.slice(0, command.indexOf(' '))))),
  );
  const name = manager?.packages[program];
  if (!manager || !name) return null;
  return `${manager.needsRoot && !isRoot ? 'sudo ' : ''}${manager.command} ${name}`;
}

/** The beginning of a hint: "Run `sudo apt-get install -y nginx`", or "Install it" if no command is known. */
export function installAdvice(program: Installable, env: { readonly PATH?: string | undefined }): string {
  const command = installCommand(program, { path: env.PATH ?? '', isRoot: process.getuid?.() === 0 });
  return command === null ? 'Install it' : `Run \`${command}\``;
}
