import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createObjectStorage } from '../../../reference-server/core/object-storage.ts';
import { putFiles } from '../../../seed/index.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import type { Topology } from '../../model/topology.ts';
import { partNamed } from '../part.ts';
import { findPrograms, type Programs } from '../programs/programs.ts';
import { type Stores, startStores } from '../stores.ts';
import { type Fixture, startFixture } from '../testing/fixture.ts';
import { countObjects, readingObjects } from './store-client.ts';

/* An object store as one of the stores of a system, ours and a given one, with the files of a seed. */

const TOPOLOGY: Topology = { ...DOCUMENTED_TOPOLOGY, objectStorage: 's3' };
const TOY = join(import.meta.dirname, '../../../testing/toy/seed/toy');

let fixture: Fixture;
let programs: Programs;
let stores: Stores;

beforeAll(async () => {
  fixture = await startFixture();
  programs = await findPrograms(process.env, TOPOLOGY);
  stores = await startStores({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs,
    topology: TOPOLOGY,
    gated: ['object-store'],
  });
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
});

const seeded = (store: NonNullable<Stores['objectStore']>, size = 50, randomSeed = 1) =>
  putFiles({ platform: TOY, store, size, randomSeed });

describe('an object store of our own', () => {
  it('is a part with a version, and servers reach it through its gate', async () => {
    expect(stores.parts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['object-store', 'object-store-gate']),
    );
    expect(stores.versions).toMatchObject({ versitygw: programs.objectStore!.version });
    expect(stores.serverObjectStore).toMatchObject({ bucket: 'files' });
    expect(stores.serverObjectStore!.endpoint).not.toBe(stores.objectStore!.endpoint);
    const ofServers = createObjectStorage(stores.serverObjectStore!);
    await ofServers.put('through-the-gate', Buffer.from('x'), 'text/plain');
    const read = await readingObjects(stores.objectStore!, ({ digest }) => digest('through-the-gate'));
    expect(read).toMatchObject({ sizeBytes: 1 });
    const [gate] = stores.gates;
    await gate!.refuse();
    expect(await ofServers.isAvailable()).toBe(false);
    await gate!.open();
    expect(await ofServers.isAvailable()).toBe(true);
    ofServers.close();
  });

  it('gets the files of a seed, the same every time', async () => {
    const store = { ...stores.objectStore!, prefix: 'seeded/' };
    const progress: number[] = [];
    const options = { platform: TOY, store, size: 50, randomSeed: 1 };
    const first = await putFiles({ ...options, onProgress: (done) => progress.push(done) });
    expect(first).toMatchObject({ count: 25, bytes: 25 * 12_000 });
    expect(progress.at(-1)).toBe(25);
    expect(await countObjects(store)).toBe(25);
    expect(await seeded(store)).toEqual(first);
    expect((await seeded(store, 60)).fingerprint).not.toBe(first.fingerprint);
  });

  it('ends the seed with an error when it is interrupted', async () => {
    const interruption = new AbortController();
    const options = { platform: TOY, store: stores.objectStore!, size: 50, randomSeed: 1 };
    const putting = putFiles({
      ...options,
      signal: interruption.signal,
      onProgress: () => interruption.abort(),
    });
    await expect(putting).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
  });
});

describe('a given object store', () => {
  it('holds the files below a prefix of the system, and only those are removed at its end', async () => {
    const given = stores.objectStore!;
    const others = { ...given, prefix: 'seeded/' };
    const before = await countObjects(others);
    expect(before).toBeGreaterThan(0);
    const ofAnother = await startStores({
      folder: join(fixture.folder, 'another'),
      supervisor: fixture.supervisor,
      programs,
      topology: TOPOLOGY,
      databaseUrl: stores.databaseUrl,
      redisUrl: stores.redisUrl,
      objectStore: given,
    });
    expect(ofAnother.parts).toEqual([]);
    const { prefix } = ofAnother.objectStore!;
    expect(prefix).toMatch(/^proofload-[0-9a-f]{16}\/$/);
    await seeded(ofAnother.objectStore!);
    expect(await countObjects({ ...given, prefix })).toBe(25);
    await ofAnother.stop();
    expect(await countObjects({ ...given, prefix })).toBe(0);
    expect(await countObjects(others)).toBe(before);
  });

  it('is refused, with a reason, if it does not answer', async () => {
    const starting = startStores({
      folder: join(fixture.folder, 'third'),
      supervisor: fixture.supervisor,
      programs,
      topology: TOPOLOGY,
      databaseUrl: stores.databaseUrl,
      redisUrl: stores.redisUrl,
      objectStore: { ...stores.objectStore!, bucket: 'nobodys' },
    });
    await expect(starting).rejects.toMatchObject({ code: 'OBJECT_STORE_UNREACHABLE' });
  });
});

it('leaves neither a process nor a file when the stores are stopped', async () => {
  const part = partNamed(stores.parts, 'object-store');
  const commandLine = (await readFile(`/proc/${part.pid}/cmdline`, 'utf8')).split('\0');
  const folder = commandLine.find((argument) => argument.endsWith('/objects'));
  expect(existsSync(folder!)).toBe(true);
  await stores.stop();
  expect(part.pid).toBeNull();
  expect(existsSync(folder!)).toBe(false);
});
