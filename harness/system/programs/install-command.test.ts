import { describe, expect, it } from 'vitest';
import { installCommand } from './install-command.ts';

const MACHINE = { path: '/usr/local/bin:/usr/bin', isRoot: false };
const having = (file: string) => (candidate: string) => candidate === file;

describe('installCommand', () => {
  it.each([
    ['/usr/bin/apt-get', 'sudo apt-get install -y redis-server'],
    ['/usr/bin/dnf', 'sudo dnf install -y redis'],
    ['/usr/local/bin/brew', 'brew install redis'],
  ])('uses %s', (manager, command) => {
    expect(installCommand('redis', MACHINE, having(manager))).toBe(command);
  });

  it.each(['/usr/bin/apt-get', '/usr/bin/dnf', '/usr/local/bin/brew'])('has PgBouncer for %s', (manager) => {
    expect(installCommand('pgbouncer', MACHINE, having(manager))).toMatch(/install( -y)? pgbouncer$/);
  });

  it('needs no sudo as root', () => {
    expect(installCommand('nginx', { ...MACHINE, isRoot: true }, having('/usr/bin/apt-get'))).toBe(
      'apt-get install -y nginx',
    );
  });

  it('names no package that would be too old', () => {
    expect(installCommand('go', MACHINE, having('/usr/bin/apt-get'))).toBeNull();
    expect(installCommand('go', MACHINE, having('/usr/local/bin/brew'))).toBe('brew install go');
  });

  it('does not guess without a package manager it knows', () => {
    expect(installCommand('nginx', MACHINE, () => false)).toBeNull();
    expect(installCommand('nginx', { ...MACHINE, path: '' }, having('/usr/bin/apt-get'))).toBeNull();
  });
});
