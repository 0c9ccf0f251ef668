import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Route } from '../../model/route.ts';
import { findK6 } from '../../system/programs/programs.ts';
import { Supervisor } from '../../system/supervision/supervisor.ts';
import { rehearse } from './rehearse.ts';

const server = createServer((_, response) => response.end());
let baseUrl: string;
let folder: string;
let supervisor: Supervisor;
let foundK6: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'proofload-rehearsal-'));
  supervisor = await Supervisor.start({ logFile: join(folder, 'guardian.log') });
  foundK6 = (await findK6(process.env)).path;
});
afterAll(async () => {
  await supervisor.stopAll();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const SEQUENCES = [['first'], ['second'], ['third']];

function rehearsing(second: Partial<Route> = {}, k6 = foundK6) {
  const get = (path: string): Route => ({ method: 'GET', path });
  const routes = { first: get('/1'), second: { ...get('/2'), ...second }, third: get('/3') };
  return rehearse({
    rehearsal: { system: { routes }, users: [{}, {}], sequences: SEQUENCES },
    ...{ k6, baseUrl, supervisor, folder, privateFolder: folder, task: 'try this' },
    signal: new AbortController().signal,
  });
}

it('returns what every user sent, in order', async () => {
  const rehearsed = await rehearsing();
  expect(rehearsed.map(({ user, route, answer }) => [user, route, answer.status])).toEqual(
    [0, 1].flatMap((user) => SEQUENCES.flat().map((route) => [user, route, 200])),
  );
});

it('fails when a request cannot even be made, and says which and why', async () => {
  await expect(rehearsing({ path: '/%zz' })).rejects.toMatchObject({
    code: 'GENERATOR_FAILED',
    exitCode: 4,
    message: expect.stringMatching(
      /^k6 could not try this: .*second: this is no URL that a request can be sent to/,
    ),
  });
});

it('fails when k6 ends without a word', async () => {
  const silent = join(folder, 'silent-k6');
  await writeFile(silent, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  await expect(rehearsing({}, silent)).rejects.toMatchObject({
    code: 'GENERATOR_FAILED',
    message: expect.stringMatching(/^k6 could not try this: /),
  });
});
