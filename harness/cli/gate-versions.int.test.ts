import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import { delayedServer } from '../gate/testing/delayed-server.ts';
import { EXIT } from '../model/errors.ts';
import { listRuns } from '../store/index.ts';
import { findFreePorts } from '../system/supervision/ports.ts';
import { expectOneSentence, proofload } from './testing/whole-command.ts';

/* Versions that cannot be measured: each time one sentence, and nothing is left running. */

let folder: string;
let runs: string;
let url: string;
let serve: (delayMs: number, lastRequest?: number) => string;

beforeAll(() => provision({ need: ['k6'], env: process.env, log: console.error }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-gate-versions-'));
  runs = join(folder, 'runs');
  const [port] = await findFreePorts(1);
  url = `http://127.0.0.1:${port}`;
  const serverOn = await delayedServer(folder);
  serve = (delayMs, lastRequest) => serverOn(port!, delayMs, lastRequest);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const gate = (...options: string[]) => [
  'gate',
  ...['--url', url, '--rate', '20', '--quick', '--duration', '3s', '--out', runs],
  ...options,
];
/** Which of the two begins is drawn. */
const both = (command: string) => ['--base', command, '--head', command];

async function isAnswered(): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

describe('a version that', () => {
  it.each([
    ['does not exist', 'no-such-program', 127],
    ['ends at once', 'echo module not found >&2; exit 7', 7],
  ])('%s', async (_, command, exitCode) => {
    const ended = await proofload(gate(...both(command)));
    expectOneSentence(
      ended,
      'PART_NOT_READY',
      new RegExp(`The (base|head) ended with exit code ${exitCode} before it was ready\\.`),
    );
    expect(ended.stderr).toMatch(/Its log is \S+(base|head)\.log; the last line is: .*not found/);
    expect(ended.code).toBe(EXIT.environment);
  });

  it('dies as soon as it has answered', async () => {
    const ended = await proofload(gate(...both(serve(0, 1))));
    expectOneSentence(ended, 'TARGET_UNREACHABLE', /The (base|head) could not be measured: /);
    expect(ended.code).toBe(EXIT.usage);
  });

  it('answers before it was started', async () => {
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    try {
      await expect.poll(() => server.address()).not.toBeNull();
      const taken = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const ended = await proofload([
        'gate',
        '--url',
        taken,
        '--rate',
        '20',
        '--out',
        runs,
        ...both(serve(0)),
      ]);
      expectOneSentence(
        ended,
        'PORT_IN_USE',
        /Something already answers at \S+, where the \w+ was to be started\./,
      );
      expect(ended.code).toBe(EXIT.environment);
      expect((await fetch(taken)).ok).toBe(true);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('is nowhere', async () => {
    const ended = await proofload(gate('--base-url', url, '--head-url', url));
    expectOneSentence(ended, 'TARGET_UNREACHABLE', /The (base|head) could not be measured: /);
    expect(ended.code).toBe(EXIT.usage);
  });

  it("is on somebody else's host", async () => {
    const elsewhere = 'http://staging.shop.test';
    const ended = await proofload(gate('--base-url', url, '--head-url', elsewhere));
    expectOneSentence(ended, 'TARGET_NOT_ALLOWED', /A load may not go to staging\.shop\.test/);
    expect(await readdir(runs).catch(() => [])).toEqual([]);
  });
});

describe('a gate that is ended', () => {
  /** Ends the command once a version is under load. */
  const endedBy = (signal: NodeJS.Signals) =>
    proofload(gate(...both(serve(0)), '--duration', '60s'), {
      whileRunning: async (child) => {
        await expect
          .poll(async () => {
            const files = await readdir(runs, { recursive: true }).catch(() => []);
            const timeline = files.find((name) => name.endsWith('timeline.ndjson'));
            return timeline ? readFile(join(runs, timeline), 'utf8') : '';
          })
          .toMatch(/"attempted":[1-9]/);
        child.kill(signal);
      },
    });

  it('by Ctrl-C, ends its version too, and keeps what was measured', async () => {
    const ended = await endedBy('SIGINT');
    expectOneSentence(ended, 'INTERRUPTED', /The gate was interrupted/);
    expect(ended.code).toBe(EXIT.interrupted);
    expect(await isAnswered()).toBe(false);
    const [name] = (await readdir(runs)).filter((each) => each.startsWith('gate-'));
    const arms = join(runs, name!, 'arms');
    const listed = await Promise.all((await readdir(arms)).map((side) => listRuns(join(arms, side))));
    expect(listed.flatMap((each) => each.runs.map(({ run }) => run.state))).toEqual(['aborted']);
  });

  it('by SIGKILL, takes its version with it', async () => {
    expect((await endedBy('SIGKILL')).code).toBeNull();
    await expect.poll(isAnswered).toBe(false);
  });
});
