import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../model/errors.ts';
import { expectOneSentence, proofload } from './testing/whole-command.ts';

/** A file, to use where a folder is needed. */
const PACKAGE = join(import.meta.dirname, '..', '..', 'package.json');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-bad-input-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('bad input ends with one clear sentence, the right exit code and nothing left running', () => {
  it('an unknown platform', async () => {
    const ended = await proofload(['verify', 'tvet-conect']);
    expectOneSentence(ended, 'UNKNOWN_PLATFORM', /There is no platform called "tvet-conect"\./);
    expect(ended.code).toBe(EXIT.usage);
  });

  it.each([
    [['--users', '-5'], /--users must be a whole number from 1 to 200,000, not "-5"\./],
    [['--rate', 'abc'], /--rate must be a whole number from 1 to 100,000, not "abc"\./],
    [['--port', '70000'], /--port must be a whole number from 1 to 65,535, not "70000"\./],
    [['--plant', 'gremlin'], /--plant has no defect "gremlin"\./],
  ])('%s', async (args, sentence) => {
    const ended = await proofload(['verify', ...args]);
    expectOneSentence(ended, 'INVALID_OPTION', sentence);
    expect(ended.code).toBe(EXIT.usage);
  });

  it('an option that does not exist', async () => {
    const ended = await proofload(['verify', '--user', '5']);
    expectOneSentence(ended, 'USAGE', /Unknown option '--user'\.\n {2}USAGE · Did you mean --users\?/);
    expect(ended.code).toBe(EXIT.usage);
  });

  it.each([
    [['runs', '--out', PACKAGE]],
    [['verify', '--quick', '--users', '200', '--rate', '50', '--out', PACKAGE]],
    [['verify', '--quick', '--users', '200', '--rate', '50', '--out', `${PACKAGE}/below`]],
    [['verify', '--quick', '--users', '200', '--rate', '50', '--out', '/proc/proofload']],
    [['calibrate', '--quick', '--out', PACKAGE]],
    [['compare', 'cache', '--out', PACKAGE]],
  ])('a path that cannot be used: %j', async (args) => {
    const ended = await proofload(args);
    expectOneSentence(ended, 'PATH_UNUSABLE', /cannot be used: /);
    expect(ended.code).toBe(EXIT.usage);
  });

  it('a temporary folder that is not a folder', async () => {
    const ended = await proofload(['serve', 'tvet-connect'], { env: { TMPDIR: '/proc/proofload' } });
    expectOneSentence(ended, 'INVALID_OPTION', /TMPDIR is \/proc\/proofload, which is not a folder\./);
    expect(ended.code).toBe(EXIT.usage);
  });

  it.each([
    [['verify', 'a\u001b[31mb']],
    [['runs', '--out', 'a\u001b[31mb']],
    [['runs', '--a\u001b[31mb']],
    [['report', 'a\u001b[31mb']],
    [['compare', 'a\u001b[31mb.json']],
  ])('an argument with control characters: %j', async (args) => {
    const ended = await proofload(args);
    expect(ended.stdout + ended.stderr).toMatch(/a\uFFFD\[31mb/);
    expect((ended.stdout + ended.stderr).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('more users than open files', async () => {
    const command = `ulimit -n 1024 && exec "$0" "$@" --quick --users 2000 --rate 50 --out "${folder}"`;
    const ended = await proofload(['verify'], { before: ['/bin/sh', '-c', command] });
    expectOneSentence(ended, 'OPEN_FILE_LIMIT', /needs 2,200 open files .* 1,024 are allowed here/);
    expect(ended.stderr).toContain('ulimit -n');
    expect(ended.code).toBe(EXIT.environment);
    expect(await readdir(folder)).toEqual([]);
  });

  it('an uncaught error, which stops everything', async () => {
    const plant = join(folder, 'plant.mjs');
    await writeFile(
      plant,
      `if (process.argv[1].endsWith('/main.ts') && process.argv.includes('serve')) {
        const write = process.stdout.write.bind(process.stdout);
        process.stdout.write = (text, ...more) => {
          if (String(text).includes('Ctrl-C')) setTimeout(() => { throw new Error('plant'); });
          return write(text, ...more);
        };
      }`,
    );
    const ended = await proofload(['serve', 'tvet-connect', '--dataset', '50'], {
      env: { NODE_OPTIONS: `--import=${plant}` },
    });
    expect(ended.code).toBe(EXIT.internal);
    expect(ended.stderr).toMatch(/Proofload itself failed: plant\n {2}INTERNAL · /);
    expect(ended.stdout).toContain('Press Ctrl-C to stop it');
  });

  it('with --json the error is one JSON object on stdout', async () => {
    const ended = await proofload(['verify', '--users', '-5', '--json']);
    expect(JSON.parse(ended.stdout)).toEqual({
      schemaVersion: 2,
      kind: 'error',
      error: {
        code: 'INVALID_OPTION',
        message: expect.stringContaining('--users'),
        hint: expect.any(String),
      },
    });
    expect(ended.code).toBe(EXIT.usage);
  });

  it('a port in use', async () => {
    const server: Server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    try {
      const ended = await proofload(['verify', '--quick', '--port', String(port), '--out', folder]);
      expectOneSentence(ended, 'PORT_IN_USE', new RegExp(String(port)));
      expect(ended.code).toBe(EXIT.environment);
    } finally {
      server.close();
    }
  });

  it('an unreachable DATABASE_URL, without printing its password', async () => {
    const ended = await proofload(['verify', '--quick', '--out', folder], {
      env: { DATABASE_URL: 'postgres://someone:hunter2@127.0.0.1:1/nowhere' },
    });
    expectOneSentence(ended, 'DATABASE_UNREACHABLE', /127\.0\.0\.1/);
    expect(ended.stderr + ended.stdout).not.toContain('hunter2');
    expect(ended.code).toBe(EXIT.usage);
  });

  it('a k6 of the wrong major version', async () => {
    const k6 = join(folder, 'k6');
    await writeFile(k6, '#!/bin/sh\necho "k6 v1.4.0 (go1.24.0, linux/amd64)"\n');
    await chmod(k6, 0o755);
    const ended = await proofload(['verify', '--quick', '--out', folder], { env: { K6_BIN: k6 } });
    expectOneSentence(ended, 'PROGRAM_WRONG_VERSION', /k6 1\.4\.0/);
    expect(ended.code).toBe(EXIT.environment);
  });

  it('a folder that is not a run', async () => {
    const ended = await proofload(['report', folder]);
    expectOneSentence(ended, 'RUN_NOT_FOUND', /There is no run in/);
    expect(ended.code).toBe(EXIT.usage);
  });

  it.runIf(canMount())('a full disk', async () => {
    const small = join(folder, 'small');
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]);
    try {
      await writeFile(join(small, 'ballast'), Buffer.alloc(64 * 1024)).catch(() => {});
      const ended = await proofload(['verify', '--quick', '--out', small]);
      expectOneSentence(ended, 'DISK_FULL', /no space/i);
      expect(ended.code).toBe(EXIT.environment);
      expect((await readdir(small)).filter((name) => name !== 'ballast')).toHaveLength(0);
    } finally {
      execFileSync('umount', [small]);
    }
  });
});

/** Whether this machine lets us mount a disk small enough to fill. */
function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'proofload-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(probe);
  }
}
