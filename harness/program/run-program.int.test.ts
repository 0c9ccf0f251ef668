import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const RUN_PROGRAM = join(import.meta.dirname, 'run-program.ts');
const ERRORS = join(import.meta.dirname, '..', 'model', 'errors.ts');

type Options = { json?: boolean; stdio?: ('pipe' | 'ignore' | number)[] };

/** Starts a program whose body is given as text; `terminal` is its argument. */
function start(
  body: string,
  { json = false, stdio = ['ignore', 'pipe', 'pipe'] }: Options = {},
): ChildProcess {
  const source = `
    import { runProgram } from ${JSON.stringify(RUN_PROGRAM)};
    import { ProofloadError } from ${JSON.stringify(ERRORS)};
    await runProgram(async (terminal) => { ${body} }, { json: ${json} });`;
  return spawn(process.execPath, ['--input-type=module-typescript', '-e', source], { stdio });
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr };
}

const UNTIL_ABORTED =
  "await new Promise((resolve) => terminal.signal.addEventListener('abort', resolve)); terminal.stdout.write('stopped\\n'); return 130;";

describe('how a program ends', () => {
  it('with the code that it returns', async () => {
    expect(await endOf(start('return 3;'))).toEqual({ code: 3, stdout: '', stderr: '' });
  });

  it('with the sentence and the code of what it throws', async () => {
    const { code, stderr } = await endOf(start("throw new ProofloadError('PORT_IN_USE', 'A.', 'B.');"));
    expect({ code, stderr }).toEqual({ code: 5, stderr: '\n  A.\n  PORT_IN_USE · B.\n' });
  });

  it.each([
    ['an exception', "setTimeout(() => { throw new Error('plant'); });"],
    ['a rejection', "void Promise.reject(new Error('plant'));"],
    [
      'a rejection with a known error',
      "void Promise.reject(new ProofloadError('PORT_IN_USE', 'plant', 'B.'));",
    ],
    ['an emitter', "process.nextTick(() => process.stdin.emit('error', new Error('plant')));"],
    ['no error at all', "setTimeout(() => { throw 'plant'; });"],
  ])('with 70 after an uncaught error (%s), once it has stopped what it had started', async (_, plant) => {
    const ended = await endOf(start(`${plant} ${UNTIL_ABORTED}`));
    expect(ended).toMatchObject({ code: 70, stdout: 'stopped\n' });
    expect(ended.stderr).toMatch(/^\n {2}Proofload itself failed: plant\n {2}INTERNAL · /);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'on %s with the code that it returns, once it has stopped what it had started',
    async (signal) => {
      const work = `
        const alive = setInterval(() => {}, 1000);
        terminal.signal.addEventListener('abort', () => clearInterval(alive));
        terminal.stdout.write('started\\n');`;
      const child = start(`${work} ${UNTIL_ABORTED}`);
      let output = '';
      child.stdout!.on('data', (data) => {
        output += data;
        if (output === 'started\n') child.kill(signal);
      });
      expect((await once(child, 'close'))[0]).toBe(130);
      expect(output).toBe('started\nstopped\n');
    },
  );

  it('with 70 when its work stops without an end', async () => {
    const { code, stderr } = await endOf(start('await new Promise(() => {});'));
    expect(code).toBe(70);
    expect(stderr).toMatch(/the work stopped without a result\n {2}INTERNAL · /);
  });

  it('with 70 when a module is missing', async () => {
    const { code, stderr } = await endOf(start("await import('./not-there.ts'); return 0;"));
    expect(code).toBe(70);
    expect(stderr).toMatch(/INTERNAL · /);
  });

  it('with the error as JSON when JSON is requested', async () => {
    const { code, stdout, stderr } = await endOf(start("throw new Error('plant');", { json: true }));
    expect({ code, stderr }).toEqual({ code: 70, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'INTERNAL' } });
  });
});

describe('output that is gone', () => {
  const WRITES_AND_WORKS = `
    for (let line = 0; line < 5; line++) {
      terminal.stdout.write('x'.repeat(10_000));
      terminal.stderr.write('y'.repeat(10_000));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return 3;`;

  it.each([
    ['standard output', (child: ChildProcess) => child.stdout!.destroy()],
    ['standard error', (child: ChildProcess) => child.stderr!.destroy()],
    [
      'both',
      (child: ChildProcess) => {
        child.stdout!.destroy();
        child.stderr!.destroy();
      },
    ],
  ])('%s: the work continues to its end', async (_, leave) => {
    const child = start(WRITES_AND_WORKS);
    leave(child);
    expect((await once(child, 'exit'))[0]).toBe(3);
  });

  it.runIf(existsSync('/dev/full'))('on a full disk: an error once the work is done', async () => {
    const full = openSync('/dev/full', 'w');
    const { code, stderr } = await endOf(start(WRITES_AND_WORKS, { stdio: ['ignore', full, 'pipe'] }));
    closeSync(full);
    expect(code).toBe(5);
    expect(stderr).toMatch(/standard output \(ENOSPC\)\.\n {2}DISK_FULL · /);
  });

  it.runIf(existsSync('/dev/full'))('for progress on a full disk: nothing', async () => {
    const full = openSync('/dev/full', 'w');
    const { code } = await endOf(start(WRITES_AND_WORKS, { stdio: ['ignore', 'pipe', full] }));
    closeSync(full);
    expect(code).toBe(3);
  });
});
