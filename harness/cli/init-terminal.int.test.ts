import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import { EXIT } from '../model/errors.ts';
import { listProcesses, membersOf } from '../system/supervision/process-tree.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const PATIENCE = { timeout: 120_000, interval: 50 };

let server: Server;
/** whether the system answers; if not, it keeps its clients waiting */
let isAnswering = true;
let waiting = 0;
let url: string;
let folder: string;
beforeAll(async () => {
  await provision({ need: ['k6'], env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-init-terminal-'));
  server = createServer((_, response) => {
    if (isAnswering) response.end('{"id":1}');
    else waiting++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** `script` of util-linux runs a program on a terminal of its own. */
const hasScript = (() => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
})();

type Session = {
  child: ChildProcess;
  shown(): string;
  exitCode: Promise<number | null>;
  /** types a line once the question has come */
  answer(question: RegExp, text: string): Promise<void>;
};

/** A person who runs the command at a terminal, in a folder. */
function atTerminal(args: string[], cwd: string): Session {
  const quoted = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', quoted, '/dev/null'], {
    cwd,
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let read = 0;
  child.stdout!.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  return {
    child,
    shown: () => shown,
    exitCode: new Promise((resolve) => child.once('exit', resolve)),
    async answer(question, text) {
      await vi.waitFor(() => expect(shown.slice(read)).toMatch(question), PATIENCE);
      read = shown.length;
      child.stdin!.write(`${text}\r`);
    },
  };
}

async function emptyFolder(name: string): Promise<string> {
  const made = join(folder, name);
  await mkdir(made);
  return made;
}

describe.runIf(hasScript)('init on a terminal', () => {
  it('asks for what it has to know, again if the answer will not do, and writes a project', async () => {
    const cwd = await emptyFolder('asked');
    const session = atTerminal(['init'], cwd);
    await session.answer(/What should it start from/, 'nothing.yaml');
    await session.answer(
      /nothing\.yaml cannot be read: it does not exist\.[\s\S]*What should it start from/,
      `${url}/api/items`,
    );
    await session.answer(/Path of a CSV file of users/, '');
    await session.answer(/What is it called\? \[127\.0\.0\.1:\d+\]/, 'Corner Shop');
    await session.answer(/How many requests a second should it send\? \[20\]/, 'many');
    await session.answer(/--rate must be a whole number[\s\S]*How many requests/, '50');
    await session.answer(/Within how many milliseconds[\s\S]*\[500\]/, '');
    expect(await session.exitCode, session.shown()).toBe(0);
    expect(session.shown()).toMatch(/GET \/api\/items +200/);
    const config = await readFile(join(cwd, 'proofload.config.ts'), 'utf8');
    expect(config).toContain("name: 'Corner Shop'");
    expect(config).toContain('ratePerSec: 50');
    expect(config).toContain('{ p95Ms: 500 }');
    expect(config).toContain('{ availability: 0.995 }'); // what 50 requests/s can show
  });

  it('asks whether a host that is not this machine is meant, and sends nothing if it is not', async () => {
    const cwd = await emptyFolder('elsewhere');
    const session = atTerminal(
      ['init', 'http://shop.test/a', '--users-file', '', '--name', 'x', '--rate', '1', '--p95', '9'],
      cwd,
    );
    await session.answer(/Send each request twice to shop\.test\? Type the name of the host/, 'yes');
    expect(await session.exitCode).toBe(EXIT.usage);
    expect(session.shown()).toContain('TARGET_NOT_ALLOWED');
    expect(await readdir(cwd)).toEqual([]);
  });

  it('asks nothing in a folder that is not empty', async () => {
    const cwd = await emptyFolder('full');
    await writeFile(join(cwd, 'plan.json'), 'mine');
    const session = atTerminal(['init'], cwd);
    expect(await session.exitCode).toBe(EXIT.usage);
    expect(session.shown()).toContain('is not empty: it holds "plan.json"');
    expect(session.shown()).not.toContain('What should it start from');
    expect(await readFile(join(cwd, 'plan.json'), 'utf8')).toBe('mine');
  });

  it('leaves nothing behind after Ctrl-C at a question', async () => {
    const cwd = await emptyFolder('interrupted');
    const session = atTerminal(['init', `${url}/a`], cwd);
    await session.answer(/Path of a CSV file of users/, '');
    await vi.waitFor(() => expect(session.shown()).toContain('What is it called'), PATIENCE);
    session.child.stdin!.write('\u0003');
    expect(await session.exitCode, session.shown()).toBe(EXIT.interrupted);
    expect(session.shown()).toContain('Interrupted at a question.');
    expect(await readdir(cwd)).toEqual([]);
  });

  it('leaves nothing behind after Ctrl-C while it tries the plan', async () => {
    const cwd = await emptyFolder('trying');
    isAnswering = false;
    waiting = 0;
    const session = atTerminal(
      [
        'init',
        `${url}/a`,
        '--users-file',
        '',
        '--name',
        'x',
        '--rate',
        '1',
        '--p95',
        '9',
        '--folder',
        'new/load',
      ],
      cwd,
    );
    await vi.waitFor(() => expect(waiting, session.shown()).toBeGreaterThan(0), PATIENCE);
    const pids = membersOf([session.child.pid!], [], listProcesses());
    expect(pids.length).toBeGreaterThan(3); // script, the command, its guardian, k6
    session.child.stdin!.write('\u0003');
    expect(await session.exitCode, session.shown()).toBe(EXIT.interrupted);
    expect(session.shown()).toContain('Interrupted: nothing was written.');
    expect(await readdir(cwd)).toEqual([]);
    const left = () => listProcesses().filter(({ pid }) => pids.includes(pid)).length;
    await vi.waitFor(() => expect(left()).toBe(0), PATIENCE);
    isAnswering = true;
    server.closeAllConnections();
  });
});
