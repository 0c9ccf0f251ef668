import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixture } from '../../reports/testdata/fixtures.ts';
import { ProofloadError } from '../model/errors.ts';
import { PlatformIndex } from '../model/report-index.ts';
import type { FinishedRun } from '../run/run.ts';
import { runBatch } from './batch.ts';
import { platformEntry } from './entries.ts';

const check = Compile(PlatformIndex);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-batch-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const missing = new ProofloadError('PROGRAM_MISSING', 'nginx was not found.', 'Install it.');

function measured(name: 'pass' | 'fail'): FinishedRun {
  const { run, summary, verdict } = fixture(name);
  return { run, summary, verdict, folder: { path: join(folder, name) } as FinishedRun['folder'] };
}

/** Platforms that are made up, each with what its turn does. */
function batch(
  works: Record<string, () => Promise<FinishedRun>>,
  signal = new AbortController().signal,
  runsFolder = folder,
) {
  return runBatch<FinishedRun, PlatformIndex>(
    Object.entries(works).map(([slug, carryOut]) => ({
      carryOut,
      entry: (turn, indexFolder) => platformEntry({ slug, title: slug.toUpperCase() }, turn, indexFolder),
    })),
    {
      kind: 'platforms',
      runsFolder,
      commandLine: ['verify', '--all', '--api-token', 'hunter2'],
      randomSeed: 1,
      signal,
    },
  );
}

async function written(): Promise<PlatformIndex> {
  const text = await readFile(join(folder, 'index.json'), 'utf8');
  expect(text).not.toContain('hunter2');
  const index = JSON.parse(text) as PlatformIndex;
  expect([...check.Errors(index)]).toEqual([]);
  return index;
}

describe('runBatch', () => {
  it('writes an index with a row for each, also for one that could not run', async () => {
    const { index } = await batch({
      a: () => Promise.reject(missing),
      b: async () => measured('fail'),
      c: async () => measured('pass'),
    });
    expect(await written()).toEqual(index);
    expect(index).toMatchObject({
      state: 'complete',
      endedAt: expect.any(String),
      entries: [
        { platform: 'a', folder: null, run: null, error: { code: 'PROGRAM_MISSING', hint: 'Install it.' } },
        { platform: 'b', folder: 'fail', error: null, run: { status: 'fail' } },
        { platform: 'c', folder: 'pass', error: null, run: { status: 'pass' } },
      ],
    });
    expect(index.entries[2]!.run!.targets).toHaveLength(6);
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    expect(page).toContain('nginx was not found. Install it. (PROGRAM_MISSING)');
    expect((await readdir(folder)).sort()).toEqual(['index.html', 'index.json', 'index.md']);
  });

  it('keeps the index up to date, so that a kill leaves what was measured', async () => {
    const seen: PlatformIndex[] = [];
    const look = async () => {
      seen.push(await written());
      return measured('pass');
    };
    await batch({ a: look, b: look });
    expect(seen).toMatchObject([
      { state: 'running', endedAt: null, entries: [{ run: null, error: null }, { run: null }] },
      { state: 'running', endedAt: null, entries: [{ run: { status: 'pass' } }, { run: null }] },
    ]);
  });

  it('says after an interruption what was not measured', async () => {
    const abort = new AbortController();
    const { index, turns } = await batch(
      {
        a: async () => {
          abort.abort('SIGINT');
          return measured('pass');
        },
        b: async () => measured('pass'),
      },
      abort.signal,
    );
    expect(turns).toHaveLength(1);
    expect(index).toMatchObject({
      state: 'aborted',
      entries: [{ run: { status: 'pass' } }, { run: null, durationMs: null }],
    });
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toContain('This command was interrupted.');
  });

  it('refuses a folder that cannot be written before anything runs', async () => {
    let hasRun = false;
    const works = {
      a: async () => {
        hasRun = true;
        return measured('pass');
      },
    };
    await expect(batch(works, undefined, import.meta.filename)).rejects.toMatchObject({
      code: 'PATH_UNUSABLE',
    });
    expect(hasRun).toBe(false);
  });
});
