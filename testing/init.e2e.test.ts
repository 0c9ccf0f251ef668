import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printedObject } from '../harness/cli/testing/printed.ts';
import { proofload } from '../harness/cli/testing/whole-command.ts';
import { EXIT } from '../harness/model/errors.ts';
import type { Verdict } from '../harness/model/verdict.ts';
import { TICKET_DESK } from '../harness/project/plan/testing/ticket-desk.ts';
import { provision } from '../scripts/provision/index.ts';
import { StartedSystems } from './started-systems.ts';

/*
 * A project that `init` writes leads to a pass, with nothing in it changed. It needs the machine to itself, because a pass is promised. That the
 * package does the same on other systems, up to any verdict, is shown by first-verdict.int.test.ts.
 */

const systems = new StartedSystems();
let folder: string;

beforeAll(async () => {
  await provision({ need: ['k6'], env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-init-passes-'));
});
afterAll(async () => {
  await systems.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The command, in an environment without stores. */
async function printedBy(...args: string[]) {
  const before = ['env', '-u', 'DATABASE_URL', '-u', 'REDIS_URL'];
  const { code, stdout, stderr } = await proofload([...args, '--json'], { cwd: folder, before });
  return { code, stderr, printed: printedObject(stdout) };
}

it('what init makes of a description with a login passes', async () => {
  const url = await systems.startApp('ticket-desk');
  const users = ['ada', 'bob', 'eve', 'joe'].map((name) => `${name}@desk.test,pw of ${name}@desk.test\n`);
  await writeFile(join(folder, 'users.csv'), `email,password\n${users.join('')}`);
  await writeFile(join(folder, 'desk.yaml'), TICKET_DESK);
  const source = ['desk.yaml', '--url', url, '--users-file', 'users.csv'];
  const made = await printedBy('init', ...source, '--rate', '100', '--p95', '5000', '--availability', '99');
  expect(made, made.stderr).toMatchObject({ code: 0, printed: { kind: 'project' } });

  const { code, printed } = await printedBy('verify', '--quick');
  const { runs } = printed as { runs: [{ verdict: Verdict }] };
  const [{ verdict }] = runs;
  expect(verdict.status, JSON.stringify(verdict)).toBe('pass');
  expect(code).toBe(EXIT.pass);
  expect(verdict.targets.map(({ id, status }) => [id, status])).toEqual([
    ['p95', 'pass'],
    ['availability', 'pass'],
  ]);
  const availability = verdict.targets.find(({ id }) => id === 'availability')!;
  expect(availability.actual).toBe(1);
  expect(availability.sampleCount).toBeGreaterThanOrEqual(368); // what 99% takes without a failure
});
