import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRunFolder, readVerdict } from '../store/index.ts';
import type { Standing } from '../verdict/standing.ts';
import { followStandings } from './follow-standings.ts';

const STORED = join(import.meta.dirname, '../store/testdata/run-v3');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-standings-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A copy of the stored run as it was when this share of its seconds was recorded, and a line was being written. */
async function partlyWritten(name: string, share: number): Promise<string> {
  const copy = join(folder, name);
  await cp(STORED, copy, { recursive: true });
  const run = JSON.parse(await readFile(join(STORED, 'run.json'), 'utf8'));
  await writeFile(join(copy, 'run.json'), JSON.stringify({ ...run, state: 'running' }));
  for (const file of ['timeline.ndjson', 'histograms.ndjson']) {
    const [header, ...lines] = (await readFile(join(STORED, file), 'utf8')).trimEnd().split('\n');
    const seconds = [...new Set(lines.map((line) => JSON.parse(line).second))].sort();
    const until = seconds[Math.floor(share * (seconds.length - 1))];
    const written = lines.filter((line) => JSON.parse(line).second <= until);
    await writeFile(join(copy, file), `${[header, ...written].join('\n')}\n${written.at(-1)!.slice(0, 20)}`);
  }
  return copy;
}

async function firstLook(path: string): Promise<Standing[]> {
  const looking = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<Standing[]>();
  await Promise.all([
    promise.finally(() => looking.abort()),
    followStandings(await openRunFolder(path), {
      signal: looking.signal,
      onStandings: resolve,
      onProblem: reject,
    }),
  ]);
  return promise;
}

describe('where the targets of a run stand', () => {
  it('is what the verdict measures, once everything is recorded', async () => {
    const { targets } = await readVerdict(await openRunFolder(STORED));
    const standings = await firstLook(STORED);
    expect(standings.map(({ id, figure }) => [id, figure])).toEqual(
      targets.map(({ id, actual }) => [id, actual]),
    );
    expect(standings.every(({ isWithin }) => isWithin)).toBe(true);
  });

  it('is known from the seconds so far, and says how many these are', async () => {
    const standings = await firstLook(await partlyWritten('a-fifth', 0.2));
    expect(standings.filter(({ figure }) => figure === null)).not.toEqual([]);
    for (const { figure, isWithin, recordedSec, plannedSec } of standings) {
      expect(recordedSec).toBeLessThan(plannedSec);
      if (recordedSec === 0) expect([figure, isWithin]).toEqual([null, null]);
    }
    expect(standings.some(({ recordedSec, figure }) => recordedSec > 0 && figure !== null)).toBe(true);
  });

  it('counts no request that is under way as failed', async () => {
    const standings = await firstLook(await partlyWritten('most', 0.9));
    expect(standings.find(({ id }) => id === 'tvet.availability')).toMatchObject({ figure: 1 });
  });
});

it('a folder that cannot be read is a problem, and no end', async () => {
  const path = await partlyWritten('broken', 0.5);
  const run = await readFile(join(path, 'run.json'), 'utf8');
  const opened = await openRunFolder(path);
  await writeFile(join(path, 'run.json'), '{');
  const looking = new AbortController();
  const seen: string[] = [];
  await followStandings(opened, {
    signal: looking.signal,
    onStandings() {
      seen.push('standings');
      looking.abort();
    },
    async onProblem() {
      seen.push('problem');
      await writeFile(join(path, 'run.json'), run);
    },
  });
  expect(seen.slice(-2)).toEqual(['problem', 'standings']);
});
