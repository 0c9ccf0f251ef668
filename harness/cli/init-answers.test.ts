import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { harText } from '../project/plan/testing/recording.ts';
import { clopperPearson } from '../stats/proportion.ts';
import { type InitOptions, initAnswers } from './init-answers.ts';

const DESCRIPTION = {
  openapi: '3.1.0',
  info: { title: 'a', version: '1' },
  servers: [{ url: 'http://api.example/v1' }],
  paths: { '/items': { get: { responses: { 200: { description: 'ok' } } } } },
};

let folder: string;
let description: string;
let recording: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-init-answers-'));
  description = join(folder, 'api.json');
  recording = join(folder, 'shop.har');
  await writeFile(description, JSON.stringify(DESCRIPTION));
  await writeFile(recording, harText([{ url: 'http://shop.example/items', body: {} }]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const NOBODY = { ask: null, stderr: { write: () => true } } as unknown as Parameters<typeof initAnswers>[0];

async function placeOf(source: string, options: Partial<InitOptions> = {}) {
  const { answers, conversion } = await initAnswers(NOBODY, source, { folder: '.', ...options });
  return [answers.url, ...conversion.plan.operations.map(({ path }) => path)];
}

describe('where the system is', () => {
  it('says a description, or --url, with the path that operations are below', async () => {
    expect(await placeOf(description)).toEqual(['http://api.example', '/v1/items']);
    const local = 'http://127.0.0.1:3000';
    expect(await placeOf(description, { url: local })).toEqual([local, '/v1/items']);
    expect(await placeOf(description, { url: `${local}/api/v2/` })).toEqual([local, '/api/v2/items']);
  });

  it('says a recording, or --url, but its paths are whole', async () => {
    expect(await placeOf(recording)).toEqual(['http://shop.example', '/items']);
    for (const source of [recording, 'http://127.0.0.1/items'])
      await expect(placeOf(source, { url: 'http://127.0.0.1:3000/api' })).rejects.toMatchObject({
        code: 'INVALID_OPTION',
        message: '--url has a path, but the requested paths are complete without it.',
      });
  });

  it.each([
    ['http://127.0.0.1:3000/?a=1', '--url is the address of the system, so it has no query.'],
    ['http://a,b', 'The host of --url is not a plain name or address.'],
    ['ftp://127.0.0.1', '--url must be an address that begins with http:// or https://.'],
  ])('is not %s', async (url, message) => {
    await expect(placeOf(description, { url })).rejects.toMatchObject({ code: 'INVALID_OPTION', message });
  });
});

describe('what is promised by default', () => {
  const promisedAt = async (rate: string | undefined, more: Partial<InitOptions> = {}) => {
    const options = { folder: '.', ...(rate !== undefined && { rate }), ...more };
    const { answers } = await initAnswers(NOBODY, description, options);
    return answers;
  };

  it.each([
    [undefined, 0.995],
    ['98', 0.999],
    ['97', 0.995],
    ['20', 0.995],
    ['19', 0.99],
    ['10', 0.99],
    ['9', 0.95],
    ['2', 0.95],
    ['1', 0.9],
  ])('at a rate of %s is %f of correct responses, which 76 s show even if two fail', async (rate, bound) => {
    const { targets, load } = await promisedAt(rate);
    expect(targets).toEqual([{ p95Ms: 500 }, { availability: bound }]);
    const requests = load.ratePerSec! * 76;
    expect(clopperPearson(requests - 2, requests, 0.95)!.low).toBeGreaterThan(bound);
  });

  it('is nothing beside what the options promise', async () => {
    expect((await promisedAt('20', { p95: '200' })).targets).toEqual([{ p95Ms: 200 }]);
    expect((await promisedAt('20', { availability: '99.9' })).targets).toEqual([{ availability: 0.999 }]);
  });
});
