import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findFreePorts } from '../system/supervision/ports.ts';
import { type Fixture, startFixture } from '../system/testing/fixture.ts';
import { delayedServer } from './testing/delayed-server.ts';
import { startVersion, type VersionContext } from './version.ts';

let fixture: Fixture;
let context: VersionContext;
let serverOn: (port: number, delayMs: number) => string;
let port: number;
let url: string;

beforeEach(async () => {
  fixture = await startFixture();
  const { folder, supervisor } = fixture;
  const { PATH } = process.env;
  const signal = new AbortController().signal;
  context = { supervisor, logFile: `${folder}/head.log`, env: { PATH }, signal };
  serverOn = await delayedServer(folder);
  [port] = (await findFreePorts(1)) as [number];
  url = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  expect(await fixture.end()).toEqual([]);
});

const start = (command: string | null) => startVersion({ name: 'head', command, url }, context);
const isAnswered = () =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

it.each([
  ['a command', (server: string) => server],
  ['one that the shell waits for', (server: string) => `${server}; echo ended`],
  ['one with a background process', (server: string) => `sleep 600 & ${server}`],
])('starts %s, and ends all of it', async (_, commandOf) => {
  const stop = await start(commandOf(serverOn(port, 0)));
  expect(await isAnswered()).toBe(true);
  await stop();
  expect(await isAnswered()).toBe(false);
});

it('leaves alone what runs already', async () => {
  const server = createServer((_, response) => response.end()).listen(port, '127.0.0.1');
  await once(server, 'listening');
  try {
    const stop = await start(null);
    await stop();
    expect(await isAnswered()).toBe(true);
    await expect(start(serverOn(port, 0))).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

it('says so when a port is taken that only the version knows of', async () => {
  const failing = `echo 'listen EADDRINUSE: address already in use :::9229' >&2; exit 1`;
  await expect(start(failing)).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: 'The head did not start, because a port that it needs is taken.',
    hint: expect.not.stringContaining('--port'),
  });
});

it('says so when a command ends before it answers', async () => {
  await expect(start('echo no such module >&2; exit 7')).rejects.toMatchObject({
    code: 'PART_NOT_READY',
    message: 'The head ended with exit code 7 before it was ready.',
    hint: expect.stringMatching(/head\.log; the last line is: no such module$/),
  });
});
