import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { builtK6Path, builtVersitygwPath } from '../../harness/system/programs/programs.ts';
import { provision } from './index.ts';

/** Stands in for go: runs the file `go-does` if it exists, and writes the program to the path after -o, which says what $SAYS says. */
const FAKE_GO = `#!/bin/sh
echo "$*" >> "$CALLS"
[ -e "$GO_DOES" ] && . "$GO_DOES"
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\nprintf "%%b" "%s"\\n' "$SAYS" > "$2"
chmod +x "$2"
`;

const k6 = (version: string) => `k6 v${version} (go1.26.8, linux/amd64) k6/x/proofload [js]`;

/** The folder of a k6 that was built. */
const BUILT = basename(dirname(builtK6Path('')));

let root: string;
let tools: string;
let lines: string[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'proofload-provision-'));
  tools = join(root, 'tools');
  lines = [];
  await mkdir(join(root, 'scripts', 'k6'), { recursive: true });
  await mkdir(join(root, 'bin'));
  await program('go', FAKE_GO);
});
afterEach(() => rm(root, { recursive: true }));

async function program(name: string, text: string): Promise<void> {
  await writeFile(join(root, 'bin', name), text);
  await chmod(join(root, 'bin', name), 0o755);
}

function env(change: Record<string, string> = {}): Record<string, string> {
  const PATH = [join(root, 'bin'), '/usr/bin', '/bin'].join(delimiter);
  return { PATH, SAYS: k6('2.2.0'), CALLS: join(root, 'calls'), GO_DOES: join(root, 'go-does'), ...change };
}

const log = (line: string) => lines.push(line);
const calls = async () => (await readFile(join(root, 'calls'), 'utf8')).trim().split('\n');
const built = async () => (await readdir(tools)).sort();

describe('k6', () => {
  it('is built once, and logs how long it will take and has taken', async () => {
    await provision({ need: ['k6'], env: env(), log, root, tools });
    await provision({ need: ['k6'], env: env(), log, root, tools });
    expect(await calls()).toEqual([
      expect.stringMatching(/^build -trimpath -buildvcs=false -ldflags=-s -w -o .*\/k6 \.\/cmd\/k6$/),
    ]);
    expect(lines).toEqual([
      expect.stringContaining('k6 v2.2.0 from its source (go build), about 2 minutes'),
      expect.stringMatching(/✓ set-up +k6 v2\.2\.0 built {2}\d+\.\d s/),
    ]);
    expect(await built()).toEqual([BUILT]);
    expect(await readdir(join(tools, BUILT))).toEqual(['k6']);
  });

  it('is not built when K6_BIN names one', async () => {
    await program('my-k6', '#!/bin/sh\necho "k6 v2.1.0 (go1.26.8, linux/amd64) k6/x/proofload [js]"\n');
    await provision({ need: ['k6'], env: env({ K6_BIN: join(root, 'bin', 'my-k6') }), log, root, tools });
    expect(existsSync(join(root, 'calls'))).toBe(false);
  });

  it('is not built when K6_BIN names a wrong one', async () => {
    await program('my-k6', '#!/bin/sh\necho "k6 v1.2.3 (go1.26.8, linux/amd64)"\n');
    const wrong = provision({
      need: ['k6'],
      env: env({ K6_BIN: join(root, 'bin', 'my-k6') }),
      log,
      root,
      tools,
    });
    await expect(wrong).rejects.toMatchObject({ code: 'PROGRAM_WRONG_VERSION' });
    expect(existsSync(join(root, 'calls'))).toBe(false);
  });

  it('is built when the one on PATH has another major version', async () => {
    await program('k6', '#!/bin/sh\necho "k6 v1.2.3 (go1.26.8, linux/amd64)"\n');
    await provision({ need: ['k6'], env: env(), log, root, tools });
    expect(await built()).toEqual([BUILT]);
  });

  it('leaves nothing behind when the build fails, and quotes go', async () => {
    await writeFile(join(root, 'go-does'), 'echo "main.go:3:8: no such module" >&2; exit 1');
    const failing = provision({ need: ['k6'], env: env(), log, root, tools });
    await expect(failing).rejects.toMatchObject({
      code: 'SETUP_FAILED',
      hint: expect.stringMatching(/K6_BIN[\s\S]*no such module/),
    });
    expect(await built()).toEqual([]);
  });

  it('is refused when the build has another major version', async () => {
    const wrong = provision({ need: ['k6'], env: env({ SAYS: k6('3.0.0') }), log, root, tools });
    await expect(wrong).rejects.toMatchObject({ code: 'PROGRAM_WRONG_VERSION' });
    expect(await built()).toEqual([]);
  });

  it('names the three ways to get one when Go is missing', async () => {
    await rm(join(root, 'bin', 'go'));
    const onlyShell = { PATH: join(root, 'bin') };
    await expect(provision({ need: ['k6'], env: env(onlyShell), log, root, tools })).rejects.toMatchObject({
      code: 'PROGRAM_MISSING',
      hint: expect.stringMatching(/K6_BIN.*on PATH.*install Go/),
    });
  });

  it('stops the build when interrupted, and builds at the next call', async () => {
    await writeFile(join(root, 'go-does'), 'exec sleep 600');
    const interruption = new AbortController();
    const interrupted = provision({
      need: ['k6'],
      env: env(),
      log,
      root,
      tools,
      signal: interruption.signal,
    });
    const outcome = expect(interrupted).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
    await vi.waitUntil(() => existsSync(join(root, 'calls')), { timeout: 60_000 });
    interruption.abort();
    await outcome;
    expect(await built()).toEqual([]);
    await rm(join(root, 'go-does'));
    await provision({ need: ['k6'], env: env(), log, root, tools });
    expect(await built()).toEqual([BUILT]);
  });

  it('is built once for two calls at the same time', async () => {
    const twice = [1, 2].map(() => provision({ need: ['k6'], env: env(), log, root, tools }));
    await Promise.all(twice);
    expect(await calls()).toHaveLength(1);
  });
});

describe('versitygw', () => {
  const SAYS = 'Version  : 1.8.0\\nBuild    : norev\\n';
  const folder = basename(dirname(builtVersitygwPath('')));

  it('is built once from its own module, and told its version', async () => {
    await mkdir(join(root, 'scripts', 'object-store'));
    await provision({ need: ['versitygw'], env: env({ SAYS }), log, root, tools });
    await provision({ need: ['versitygw'], env: env({ SAYS }), log, root, tools });
    expect(await calls()).toEqual([
      expect.stringMatching(
        /-ldflags=-s -w -X main\.Version=1\.8\.0 -o .*\/versitygw github\.com\/versity\/versitygw\/cmd\/versitygw$/,
      ),
    ]);
    expect(await built()).toEqual([folder]);
  });

  it('is refused when the build does not know its version', async () => {
    await mkdir(join(root, 'scripts', 'object-store'));
    const wrong = provision({ need: ['versitygw'], env: env({ SAYS: 'Version  : git' }), log, root, tools });
    await expect(wrong).rejects.toMatchObject({ code: 'PROGRAM_MISSING' });
    expect(await built()).toEqual([]);
  });
});

describe('other programs', () => {
  it.each([
    ['redis', 'REDIS_BIN'],
    ['nginx', 'NGINX_BIN'],
    ['pgbouncer', 'PGBOUNCER_BIN'],
    ['postgres', 'POSTGRES_BIN_DIR'],
    ['chromium', 'CHROMIUM_BIN'],
    ['k6', 'K6_BIN'],
    ['versitygw', 'VERSITYGW_BIN'],
  ] as const)('%s: a wrong %s is refused, not replaced', async (name, variable) => {
    const pointing = provision({
      need: [name],
      env: env({ [variable]: join(root, 'none') }),
      log,
      root,
      tools,
    });
    await expect(pointing).rejects.toMatchObject({
      code: 'PROGRAM_MISSING',
      message: expect.stringContaining(join(root, 'none')),
      hint: expect.stringContaining(variable),
    });
    expect(lines).toEqual([]);
  });

  it('are found without a log line when none is missing', async () => {
    await provision({
      need: ['postgres', 'redis', 'nginx', 'pgbouncer', 'chromium'],
      env: process.env,
      log,
      root,
    });
    expect(lines).toEqual([]);
  });
});
