import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checkout, follow, isRunning, lockFile } from './testing/checkout.ts';

let checkout: Checkout;
beforeEach(async () => {
  checkout = await Checkout.create();
});
afterEach(() => checkout.remove());

const npmCalls = async () => (await checkout.lines('npm-calls')).map(Number);

describe('installing', () => {
  it('installs what is missing, then runs the program on the project’s Node', async () => {
    const { exitCode, stdout, stderr } = await checkout.start(['7', '--json', 'a b']).outcome;
    expect(exitCode).toBe(7);
    expect(JSON.parse(stdout)).toEqual({
      rest: ['--json', 'a b'],
      execPath: process.execPath,
      cwd: checkout.root,
    });
    expect(stderr).toMatch(
      /▸ set-up +npm packages and Node 24.*\n.*✓ set-up +npm packages and Node 24 +\d+\.\d s\n$/,
    );
  });

  it('does nothing and says nothing when nothing is missing', async () => {
    await checkout.start(['0']).outcome;
    const { exitCode, stderr } = await checkout.start(['0']).outcome;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await npmCalls()).toHaveLength(1);
  });

  it('installs again when the lock file has changed', async () => {
    await checkout.start(['0']).outcome;
    await checkout.write('package-lock.json', lockFile('1.0.1'));
    await checkout.start(['0']).outcome;
    expect(await npmCalls()).toHaveLength(2);
  });

  it('installs again when the project’s Node is gone', async () => {
    await checkout.start(['0']).outcome;
    await rm(checkout.path('node_modules/node'), { recursive: true });
    expect((await checkout.start(['3']).outcome).exitCode).toBe(3);
  });

  it('installs once for two calls at the same time', async () => {
    await checkout.write('hold', '');
    const first = checkout.start(['1']);
    await checkout.until(async () => (await npmCalls()).length === 1);
    const second = checkout.start(['2']);
    let told = '';
    second.child.stderr?.on('data', (chunk) => {
      told += chunk;
    });
    await checkout.until(() => told.includes('waiting for process'));
    await rm(checkout.path('hold'));
    expect((await first.outcome).exitCode).toBe(1);
    expect((await second.outcome).exitCode).toBe(2);
    expect(await npmCalls()).toHaveLength(1);
    expect(existsSync(checkout.path('.tools/set-up.lock'))).toBe(false);
  });
});

describe('where the program runs', () => {
  async function standsIn(env: Record<string, string>): Promise<string> {
    return JSON.parse((await checkout.start(['0'], env).outcome).stdout).cwd;
  }

  it('is the folder in which npm was called', async () => {
    const elsewhere = checkout.path('bin');
    expect(await standsIn({ INIT_CWD: elsewhere, npm_package_json: checkout.path('package.json') })).toBe(
      elsewhere,
    );
  });

  it('is the current folder when the script belongs to another package', async () => {
    const elsewhere = checkout.path('bin');
    await checkout.write('bin/package.json', '{}');
    expect(await standsIn({ INIT_CWD: elsewhere })).toBe(checkout.root);
    expect(await standsIn({ INIT_CWD: elsewhere, npm_package_json: checkout.path('bin/package.json') })).toBe(
      checkout.root,
    );
  });
});

describe('an uncaught error', () => {
  it('ends set-up with exit code 70', async () => {
    await checkout.write('package-lock.json', 'no JSON');
    const { exitCode, stderr } = await checkout.start(['0']).outcome;
    expect(exitCode).toBe(70);
    expect(stderr).toMatch(/^\n {2}Set-up itself failed: .*\n {2}INTERNAL · /);
  });

  it('is not raised when the reader of its messages has gone', async () => {
    const { child } = checkout.start(['3']);
    child.stderr!.destroy();
    await expect(new Promise((resolve) => child.once('exit', resolve))).resolves.toBe(3);
  });
});

describe('interrupted while installing', () => {
  async function startHeld() {
    await checkout.write('hold', '');
    const started = checkout.start(['0']);
    await checkout.until(async () => (await npmCalls()).length === 1);
    const [npm = 0] = await npmCalls();
    return { ...started, npm };
  }

  it('stops npm on Ctrl-C, and says so', async () => {
    const { child, outcome, npm } = await startHeld();
    child.kill('SIGINT');
    child.kill('SIGINT');
    const { exitCode, stderr } = await outcome;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('INTERRUPTED');
    await checkout.until(async () => !(await isRunning(npm)));
  });

  it('leaves no npm process behind when killed, and the next call installs', async () => {
    const { child, npm } = await startHeld();
    child.kill('SIGKILL');
    await checkout.until(async () => !(await isRunning(npm)));
    await rm(checkout.path('hold'));
    expect((await checkout.start(['4']).outcome).exitCode).toBe(4);
    expect(await npmCalls()).toHaveLength(2);
  });

  it('stops waiting for another call on Ctrl-C', async () => {
    const first = await startHeld();
    const second = checkout.start(['0']);
    let told = '';
    second.child.stderr?.on('data', (chunk) => {
      told += chunk;
    });
    await checkout.until(() => told.includes('waiting for process'));
    second.child.kill('SIGINT');
    expect((await second.outcome).exitCode).toBe(130);
    await rm(checkout.path('hold'));
    expect((await first.outcome).exitCode).toBe(0);
  });
});

describe('what cannot be installed', () => {
  it('says that npm is missing', async () => {
    await rm(checkout.path('bin/npm'));
    const { exitCode, stdout, stderr } = await checkout.start(['0'], { PATH: checkout.path('bin') }).outcome;
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
    expect(stderr).toMatch(/npm was not found on PATH\.\n {2}PROGRAM_MISSING · /);
  });

  it('prints the error as one JSON object when JSON is requested', async () => {
    await rm(checkout.path('bin/npm'));
    const { exitCode, stdout } = await checkout.start(['0', '--json'], { PATH: checkout.path('bin') })
      .outcome;
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'error', error: { code: 'PROGRAM_MISSING' } });
  });

  it('says that the registry does not answer, and quotes npm', async () => {
    await checkout.write('npm-fails', 'npm error code EAI_AGAIN\nnpm error getaddrinfo EAI_AGAIN registry\n');
    const { exitCode, stderr } = await checkout.start(['0']).outcome;
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/registry does not answer\.\n {2}SETUP_FAILED · .*\n.*\n.*getaddrinfo EAI_AGAIN/);
  });

  it('says that node_modules is a link, and lets npm empty nothing', async () => {
    await symlink('bin', checkout.path('node_modules'));
    const { exitCode, stderr } = await checkout.start(['0']).outcome;
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/node_modules is a link .*\n {2}SETUP_FAILED · Remove the link/);
    expect(existsSync(checkout.path('npm-calls'))).toBe(false);
    expect(existsSync(checkout.path('bin/npm'))).toBe(true);
  });

  it('names the package that npm left out', async () => {
    await checkout.write('other-lock.json', '{"packages":{}}');
    const { exitCode, stderr } = await checkout.start(['0'], { INSTALLED_LOCK: 'other-lock.json' }).outcome;
    expect(exitCode).toBe(5);
    expect(stderr).toContain('did not install node_modules/a');
  });
});

describe('signals while the program runs', () => {
  it('passes Ctrl-C on, lets the program decide, and returns its exit code', async () => {
    const { child, outcome } = checkout.start(['wait']);
    await checkout.untilProgramSays('started');
    child.kill('SIGINT');
    expect((await outcome).exitCode).toBe(130);
    expect(await checkout.lines('said')).toEqual(['started', 'SIGINT', 'ended']);
  });

  it('lets the program notice when set-up itself is killed', async () => {
    const { child } = checkout.start(['wait']);
    await checkout.untilProgramSays('started');
    child.kill('SIGKILL');
    await checkout.untilProgramSays('ended');
    expect(await checkout.lines('said')).toEqual(['started', 'parent gone', 'ended']);
  });

  it('ends the program when the npm that called it is killed', async () => {
    const npm = `require('node:child_process').spawn('sh', ['-c',
      'exec "$REAL_NODE" scripts/run.mjs scripts/program.ts wait'], { stdio: 'ignore' })`;
    const env = { ...checkout.env(), npm_lifecycle_event: 'start' };
    const { child } = follow(
      spawn(process.execPath, ['-e', npm], { cwd: checkout.root, env, stdio: 'pipe' }),
    );
    await checkout.untilProgramSays('started');
    child.kill('SIGKILL');
    await checkout.untilProgramSays('ended');
    expect(await checkout.lines('said')).toEqual(['started', 'SIGTERM', 'ended']);
  });
});
