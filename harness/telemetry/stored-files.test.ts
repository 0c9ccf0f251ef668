import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { checkStoredFiles } from './stored-files.ts';

let k6Folder: string;
let stored: Map<string, string>;
let reading: number;
let mostReading: number;
beforeEach(async () => {
  k6Folder = await mkdtemp(join(tmpdir(), 'proofload-files-'));
  stored = new Map();
  reading = 0;
  mostReading = 0;
  return () => rm(k6Folder, { recursive: true });
});

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

async function digest(key: string) {
  reading += 1;
  mostReading = Math.max(mostReading, reading);
  await new Promise(setImmediate);
  reading -= 1;
  const text = stored.get(key);
  return text === undefined ? null : { sizeBytes: text.length, sha256: sha256Of(text) };
}

/** As k6 writes it: every value is a text. */
const line = (key: string, text: string, kind = 'file') =>
  `${JSON.stringify({ kind, object: key, sha256: sha256Of(text), sizeBytes: String(text.length), subject: 'u' })}\n`;
const write = (name: string, ...lines: string[]) => writeFile(join(k6Folder, name), lines.join(''));
const check = () => checkStoredFiles({ digest, k6Folder, kind: 'file' });

it('finds every acknowledged file, in all logs, and counts no other acknowledgement', async () => {
  await write('acks-open-k6-1.ndjson', line('a', 'first'), line('a', 'x', 'note'));
  await write('acks-open-k6-2.ndjson', line('b', 'second'), '{"kind":"file","object":"cut');
  stored.set('a', 'first').set('b', 'second').set('pending', 'never acknowledged');
  const name = 'stored files';
  expect(await check()).toEqual({ name, acknowledged: 2, found: 2, lost: 0, duplicated: 0 });
});

it.each([
  ['is missing', undefined],
  ['has other bytes', 'fIrst'],
  ['was cut short', 'firs'],
  ['is empty', ''],
])('counts one that %s as lost', async (_what, text) => {
  await write('acks-open-k6-1.ndjson', line('a', 'first'), line('b', 'second'));
  stored.set('b', 'second');
  if (text !== undefined) stored.set('a', text);
  expect(await check()).toMatchObject({ acknowledged: 2, found: 1, lost: 1 });
});

it('finds nothing where nothing was acknowledged', async () => {
  expect(await check()).toMatchObject({ acknowledged: 0, found: 0, lost: 0 });
});

it('reads only a few at a time', async () => {
  const keys = Array.from({ length: 1000 }, (_, index) => `key-${index}`);
  for (const key of keys) stored.set(key, key);
  await write('acks-open-k6-1.ndjson', ...keys.map((key) => line(key, key)));
  expect(await check()).toMatchObject({ acknowledged: 1000, found: 1000 });
  expect(mostReading).toBeLessThanOrEqual(8);
});

it('ends with the error of a store that is away', async () => {
  await write('acks-open-k6-1.ndjson', line('a', 'first'), line('b', 'second'));
  const away = () => Promise.reject(new Error('away'));
  await expect(checkStoredFiles({ digest: away, k6Folder, kind: 'file' })).rejects.toThrow('away');
});
