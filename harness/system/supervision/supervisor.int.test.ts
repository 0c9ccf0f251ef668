import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProofloadError } from '../../model/errors.ts';
import { type Fixture, isPaused, isRunning, startFixture } from '../testing/fixture.ts';
import { listProcesses } from './process-tree.ts';
import { partDiedError } from './unexpected-exit.ts';

const PATIENT = { timeout: 60_000, interval: 20 };

let fixture: Fixture;
beforeEach(async () => {
  fixture = await startFixture();
});
afterEach(async () => {
  expect(await fixture.end()).toEqual([]);
});

const until = (condition: () => boolean | Promise<boolean>) =>
  vi.waitFor(async () => expect(await condition()).toBe(true), PATIENT);

const logOf = (name: string) => readFile(join(fixture.folder, 'logs', `${name}.log`), 'utf8');

describe('a part', () => {
  it('that is a task reports its exit code, and its end is not unexpected', async () => {
    const { supervisor, shell, unexpectedExits } = fixture;
    const task = await supervisor.spawn(shell('echo done; exit 3', { lifetime: 'task' }));
    expect(await task.exited).toEqual({ code: 3, signal: null });
    expect(await logOf('shell')).toBe('done\n');
    expect(unexpectedExits).toEqual([]);
  });

  it('that has a niceness runs with it, and so does its session if the CPU is divided by session', async () => {
    const { supervisor, shell } = fixture;
    // Every user may lower a priority.
    const part = await supervisor.spawn(shell('nice; exec sleep 1000', { niceness: 5 }));
    await until(async () => (await logOf('shell')) === `${getPriority() + 5}\n`);
    const ofSession = await readFile(`/proc/${part.pid}/autogroup`, 'utf8').catch(() => ' nice 5\n');
    expect(ofSession).toMatch(/ nice 5\n$/);
    const other = await supervisor.spawn(shell('nice; exec sleep 1000', { name: 'other' }));
    await until(async () => (await logOf('other')) === `${getPriority()}\n`);
    await Promise.all([part.stop(), other.stop()]);
  });

  it('that is a service and ends by itself is announced with its name, how it ended and its last lines', async () => {
    const { supervisor, shell, unexpectedExits } = fixture;
    await supervisor.spawn(shell('echo first; echo last words; exit 7', { name: 'cache' }));
    await until(() => unexpectedExits.length === 1);
    const [exit] = unexpectedExits;
    expect(exit).toMatchObject({
      name: 'cache',
      exit: { code: 7, signal: null },
      lastLogLines: ['first', 'last words'],
    });
    const error = partDiedError(exit!);
    expect(error.code).toBe('PART_DIED');
    expect(error.message).toBe('cache ended by itself with exit code 7 while the system was running.');
    expect(error.hint).toContain('last words');
  });

  it('that is killed from outside is announced with the signal', async () => {
    const { supervisor, shell, unexpectedExits } = fixture;
    const part = await supervisor.spawn(shell('exec sleep 1000'));
    process.kill(part.pid, 'SIGKILL');
    await until(() => unexpectedExits.length === 1);
    expect(unexpectedExits[0]!.exit).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('that is killed on purpose is not announced', async () => {
    const { supervisor, shell, unexpectedExits } = fixture;
    const part = await supervisor.spawn(shell('exec sleep 1000'));
    part.kill('SIGKILL');
    expect(await part.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await (await supervisor.spawn(shell('true', { lifetime: 'task' }))).exited;
    expect(unexpectedExits).toEqual([]);
  });

  it('that is paused halts with all of its group, and continues when it is resumed', async () => {
    const { supervisor, shell, unexpectedExits } = fixture;
    const part = await supervisor.spawn(shell('sleep 1000 & echo $!; exec sleep 1000'));
    await until(async () => /\d+\n/.test(await logOf('shell')));
    const pids = [part.pid, Number(await logOf('shell'))];
    part.pause();
    await until(() => pids.every(isPaused));
    part.resume();
    await until(() => !pids.some(isPaused));
    // It was not asked to end, so its end is as unexpected as any other.
    process.kill(part.pid, 'SIGKILL');
    await until(() => unexpectedExits.length === 1);
  });

  it('that is paused can be stopped: it gets the signal', async () => {
    const { supervisor, shell } = fixture;
    const part = await supervisor.spawn(
      shell("trap 'echo heard; exit 0' TERM; sleep 1000 & echo ready; wait"), // a shell that is just starting a command cannot be paused
    );
    await until(async () => (await logOf('shell')) === 'ready\n');
    part.pause();
    await until(() => isPaused(part.pid));
    await part.stop();
    expect(await part.exited).toEqual({ code: 0, signal: null });
    expect(await logOf('shell')).toBe('ready\nheard\n');
  });

  it('that is paused can be killed', async () => {
    const { supervisor, shell } = fixture;
    const part = await supervisor.spawn(shell('exec sleep 1000'));
    part.pause();
    await until(() => isPaused(part.pid));
    part.kill('SIGKILL');
    expect(await part.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('takes the rest of its process group with it, as nginx takes its workers', async () => {
    const { supervisor, shell, unexpectedExits } = fixture;
    await supervisor.spawn(shell('sleep 1000 & echo $!; exec sleep 1000', { name: 'master' }));
    await until(async () => /\d+\n/.test(await logOf('master')));
    const worker = Number(await logOf('master'));
    const master = listProcesses().find(({ pid }) => pid === worker)!.groupId;
    process.kill(master, 'SIGKILL');
    await until(() => unexpectedExits.length === 1);
    await until(() => !isRunning(worker));
  });

  it('sees the environment that it was given and no other', async () => {
    const { supervisor, shell } = fixture;
    const part = await supervisor.spawn(
      shell('env', { lifetime: 'task', command: '/usr/bin/env', args: [], env: { SECRET: 'x' } }),
    );
    await part.exited;
    expect(await logOf('shell')).toBe('SECRET=x\n');
    expect(await logOf('guardian')).not.toContain('SECRET');
  });

  it('that ignores its stop signal is killed when its time is over', async () => {
    const { supervisor, shell } = fixture;
    const part = await supervisor.spawn(
      shell("trap '' TERM; echo ready; while :; do sleep 1; done", { stopTimeoutMs: 100 }),
    );
    await until(async () => (await logOf('shell')) === 'ready\n');
    await part.stop();
    expect(await part.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('whose program is missing is PROGRAM_MISSING', async () => {
    const spawning = fixture.supervisor.spawn(fixture.shell('', { command: '/nowhere/redis-server' }));
    const error = await spawning.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProofloadError);
    expect(error).toMatchObject({ code: 'PROGRAM_MISSING' });
    expect((error as ProofloadError).hint).toContain('/nowhere/redis-server');
  });
});

describe('stopAll', () => {
  it('stops the last started first', async () => {
    const { supervisor, shell } = fixture;
    const ended: string[] = [];
    for (const name of ['store', 'server', 'balancer']) {
      const part = await supervisor.spawn(shell('exec sleep 1000', { name }));
      void part.exited.then(() => ended.push(name));
    }
    await supervisor.stopAll();
    expect(ended).toEqual(['balancer', 'server', 'store']);
    expect(fixture.unexpectedExits).toEqual([]);
  });

  it('may be called again, at the same time and later', async () => {
    const { supervisor, shell } = fixture;
    await supervisor.spawn(shell('exec sleep 1000'));
    await Promise.all([supervisor.stopAll(), supervisor.stopAll()]);
    await supervisor.stopAll();
    expect(isRunning(supervisor.guardianPid)).toBe(false);
  });

  it('lets nothing start any more', async () => {
    const { supervisor, shell } = fixture;
    const stopping = supervisor.stopAll();
    await expect(supervisor.spawn(shell('exec sleep 1000'))).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await stopping;
    await expect(supervisor.makeWorkFolder()).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('ends what was being started when it was called', async () => {
    const { supervisor, shell } = fixture;
    const spawning = supervisor.spawn(shell('exec sleep 1000'));
    const stopping = supervisor.stopAll();
    const part = await spawning.catch((error: unknown) => error);
    await stopping;
    if (part instanceof Error) expect(part).toMatchObject({ code: 'INTERRUPTED' });
    expect(fixture.unexpectedExits).toEqual([]);
  });

  it('removes work folders and ends processes in them, even one that left its group and lost its parent', async () => {
    const { supervisor, shell } = fixture;
    const folder = await supervisor.makeWorkFolder();
    await writeFile(join(folder, 'data'), 'x');
    const part = await supervisor.spawn(
      shell('(setsid sleep 1000 &); exec sleep 1000', { cwd: folder, env: { PATH: '/usr/bin:/bin' } }),
    );
    const strays = () => listProcesses().filter(({ cwd, groupId }) => cwd === folder && groupId !== part.pid);
    await until(() => strays().length === 1);
    const [stray] = strays();
    part.kill('SIGKILL');
    await part.exited;
    expect(isRunning(stray!.pid)).toBe(true);
    await supervisor.stopAll();
    expect(isRunning(stray!.pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('when the guardian is killed', () => {
  it('the harness notices, ends the parts and removes the work folders', async () => {
    const { supervisor, shell, unexpectedExits } = fixture;
    const folder = await supervisor.makeWorkFolder();
    const part = await supervisor.spawn(shell('sleep 1000 & exec sleep 1000'));
    part.pause();
    await until(() => isPaused(part.pid));
    let wasToldWhilePartLived = false;
    supervisor.onUnexpectedExit(() => {
      wasToldWhilePartLived = isRunning(part.pid);
    });
    process.kill(supervisor.guardianPid, 'SIGKILL');
    expect(await part.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(unexpectedExits).toMatchObject([{ name: 'guardian', exit: { code: null, signal: 'SIGKILL' } }]);
    // Otherwise a client of the part would be the first to notice something, and the part would be taken for the cause.
    expect(wasToldWhilePartLived).toBe(true);
    expect(listProcesses().filter(({ groupId }) => groupId === part.pid)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    await expect(supervisor.spawn(shell('true'))).rejects.toMatchObject({ code: 'PART_DIED' });
  });

  it('by SIGTERM, it ends the parts itself, even a paused one', async () => {
    const { supervisor, shell, unexpectedExits } = fixture;
    await supervisor.spawn(shell('exec sleep 1000', { name: 'store' }));
    const server = await supervisor.spawn(shell('exec sleep 1000', { name: 'server' }));
    server.pause();
    await until(() => isPaused(server.pid));
    process.kill(supervisor.guardianPid, 'SIGTERM');
    expect(await server.exited).toEqual({ code: null, signal: 'SIGTERM' });
    // A process is gone a moment before its parent is told.
    await until(() => unexpectedExits.length > 0);
    // Its parts, which it ended, are not announced.
    expect(unexpectedExits).toMatchObject([{ name: 'guardian', exit: { code: null, signal: 'SIGTERM' } }]);
    await expect(supervisor.spawn(shell('true'))).rejects.toMatchObject({ code: 'PART_DIED' });
  });
});
