import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadPlatform } from '../run/load-platform.ts';
import { type Asked, platformIn, readExperiment, shippedExperiments } from './experiment-file.ts';

let folder: string;
let own: string;
let campus: Asked;

const CLAIM = {
  id: 'campus.cache',
  statement: 'A cache takes half of the load off the database',
  source: { document: 'Campus', section: '3' },
  measure: 'databaseQueriesPerSec',
  arm: { cache: 'redis' },
  against: { cache: 'none' },
  operator: '<=',
  ratio: 0.5,
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-experiments-'));
  campus = { slug: 'campus', folders: { scenarios: folder, seed: folder, server: folder } };
  own = join(folder, 'experiments');
});
beforeEach(async () => {
  await rm(own, { recursive: true, force: true });
  await mkdir(own);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, experiment: object) =>
  writeFile(join(own, `${name}.json`), JSON.stringify(experiment));

describe('a question to any platform', () => {
  it('is asked of the given one, and claims nothing', async () => {
    const [ours, toy] = [await readExperiment('cache', campus), await loadPlatform('./testing/toy')];
    expect(ours).toMatchObject({ name: 'cache', platform: 'campus', factors: { cache: expect.anything() } });
    expect(ours.claim).toBeUndefined();
    expect(await readExperiment('cache', toy)).toEqual({ ...ours, platform: 'toy' });
  });

  it('is extended by a platform with the claim of its document, and another load', async () => {
    const shared = await readExperiment('cache', campus);
    const load = {
      model: 'closed',
      users: 50,
      thinkTimeMs: 1000,
      datasetSize: 100,
      warmUpSec: 5,
      steadySec: 20,
    };
    await put('cache', { extends: 'cache', claim: CLAIM, load });
    expect(await readExperiment('cache', campus)).toEqual({ ...shared, claim: CLAIM, load });
    const shipped = await shippedExperiments(campus);
    expect(shipped.filter(({ name }) => name === 'cache')).toHaveLength(1);
    expect(shipped.flatMap(({ claim }) => claim ?? [])).toEqual([CLAIM]);
  });

  it('cannot be extended by an unknown name', async () => {
    await put('mine', { extends: 'cash', name: 'mine' });
    await expect(readExperiment('mine', campus)).rejects.toMatchObject({
      code: 'EXPERIMENT_INVALID',
      message: expect.stringContaining('there is no experiment "cash" for any platform'),
    });
  });
});

describe("a user's own file", () => {
  it('names its platform, or leaves that to the caller', async () => {
    const file = join(own, 'mine.json');
    await put('mine', { extends: 'cache', name: 'mine', platform: 'school' });
    expect(await platformIn(file)).toBe('school');
    expect(await readExperiment(file, campus)).toMatchObject({ name: 'mine', platform: 'campus' });
    await put('mine', { extends: 'cache', name: 'mine' });
    expect(await platformIn(file)).toBeNull();
    expect(await platformIn('cache')).toBeNull();
  });

  it.each([
    ['not JSON', '{', 'it is not JSON'],
    ['not an object', '3', 'it is not an object'],
  ])('is refused when it is %s', async (_what, text, reason) => {
    const file = join(own, 'mine.json');
    await writeFile(file, text);
    await expect(readExperiment(file, campus)).rejects.toMatchObject({
      code: 'EXPERIMENT_INVALID',
      message: expect.stringContaining(reason),
    });
  });
});
