import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

function torture(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

it('an invalid option is reported in one sentence, with the usage', () => {
  const { status, stdout, stderr } = torture('--rounds', '0');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(
    /^\n {2}--rounds must be a whole number, at least 1\.\n {2}INVALID_OPTION · Usage: .*\n$/,
  );
});

it('with --json, the error is the only object on standard output, as in every program', () => {
  const { status, stdout, stderr } = torture('--json', '--sead', '1');
  expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 2, error: { code: 'USAGE' } });
});
