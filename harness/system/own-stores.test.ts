import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProofloadError } from '../model/errors.ts';
import { blamingOwnStores, type OwnStoreLogs } from './own-stores.ts';

let folder: string;
let own: OwnStoreLogs;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-own-stores-'));
  own = {
    postgres: join(folder, 'postgres.log'),
    redis: join(folder, 'redis.log'),
    'object-store': join(folder, 'object-store.log'),
  };
  await writeFile(own.postgres!, 'server process (PID 7) was terminated by signal 9: Killed\n');
  await writeFile(own.redis!, 'crashed by signal: 11\n');
  await writeFile(own['object-store']!, 'panic: runtime error\n');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const errorOf = (error: unknown, logs: OwnStoreLogs = own) =>
  blamingOwnStores(logs, () => Promise.reject(error)).then(
    () => null,
    (thrown: unknown) => thrown as ProofloadError,
  );

const unreachable = (store: 'DATABASE' | 'REDIS' | 'OBJECT_STORE', cause: unknown) =>
  new ProofloadError(`${store}_UNREACHABLE`, 'It cannot be reached.', `Check ${store}_URL.`, { cause });

const sqlError = (code: string) =>
  Object.assign(new pg.DatabaseError('as PostgreSQL says it', 21, 'error'), { code });

describe('a store of our own that fails', () => {
  it.each([
    ['while it is seeded', unreachable('DATABASE', new Error('Connection terminated unexpectedly'))],
    ['in recovery', sqlError('57P03')],
    ['by its own command', sqlError('57P01')],
    ['without a reason', new Error('Connection terminated unexpectedly')],
    ['on a starved machine', new Error('Query read timeout')],
    ['on one that lets nothing in', new Error('timeout expired')],
    ['by a reset', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' })],
  ])('PostgreSQL, %s: is named with its log, and no URL', async (_when, error) => {
    const thrown = await errorOf(error);
    expect(thrown).toMatchObject({ code: 'PART_NOT_READY', exitCode: 5, cause: error });
    expect(thrown?.message).toMatch(/^postgres stopped answering while Proofload used it \(.+\)\.$/);
    expect(thrown?.hint).toContain(own.postgres);
    expect(thrown?.hint).toContain('terminated by signal 9');
    expect(thrown?.message).not.toContain('URL');
  });

  it.each([
    new Error('Query read timeout'),
    unreachable('DATABASE', new Error('timeout expired')),
    unreachable('REDIS', new Error('Command timed out')),
  ])('that takes too long: %s. Its machine may be too busy, and that is said', async (error) => {
    expect((await errorOf(error))?.hint).toMatch(/^This machine may be too busy: .* Its log is /);
  });

  it('Redis: the same', async () => {
    const thrown = await errorOf(unreachable('REDIS', new Error('Connection is closed.')));
    expect(thrown).toMatchObject({
      code: 'PART_NOT_READY',
      message: 'redis stopped answering while Proofload used it (Connection is closed).',
      hint: expect.stringContaining('crashed by signal: 11'),
    });
  });

  it('the object store: the same', async () => {
    expect(await errorOf(unreachable('OBJECT_STORE', new Error('socket hang up')))).toMatchObject({
      code: 'PART_NOT_READY',
      message: 'object-store stopped answering while Proofload used it (socket hang up).',
      hint: expect.stringContaining('panic: runtime error'),
    });
  });

  it('because the disk is full: is DISK_FULL', async () => {
    await writeFile(own.redis!, 'Write error saving DB on disk: No space left on device\n');
    expect(await errorOf(unreachable('REDIS', new Error('read ECONNRESET')))).toMatchObject({
      code: 'DISK_FULL',
    });
  });
});

describe('an error stays as it is', () => {
  it('if it is about a store that the user gave', async () => {
    const [database, redis] = [unreachable('DATABASE', null), unreachable('REDIS', null)];
    expect(await errorOf(database, { ...own, postgres: null })).toBe(database);
    expect(await errorOf(redis, { ...own, redis: null })).toBe(redis);
  });

  it.each([
    ['a statement that is refused', sqlError('42601')],
    ['a file that is missing', Object.assign(new Error('x'), { code: 'ENOENT', syscall: 'open' })],
    ['another error for users', new ProofloadError('PORT_IN_USE', 'A.', 'B.')],
    ['a thrown value that is not an error', 'x'],
  ])('%s', async (_what, error) => {
    expect(await errorOf(error)).toBe(error);
  });
});
