import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRun, readVerdict, writeRun, writeVerdict } from './documents.ts';
import { createRunFolder, type RunFolder } from './run-folder.ts';
import { sampleRun, sampleVerdict } from './testing/samples.ts';

let runsFolder: string;
let folder: RunFolder;

beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'proofload-store-'));
  folder = await createRunFolder(runsFolder, 'run-1');
});
afterEach(() => rm(runsFolder, { recursive: true }));

describe('run.json and verdict.json', () => {
  it('are read as they were written', async () => {
    await writeRun(folder, sampleRun());
    await writeVerdict(folder, sampleVerdict({ status: 'inconclusive' }));
    expect(await readRun(folder)).toEqual(sampleRun());
    expect(await readVerdict(folder)).toEqual(sampleVerdict({ status: 'inconclusive' }));
  });

  it('are read in an older version: a verdict without checks', async () => {
    const { validity: _, saturation: __, ...old } = sampleVerdict();
    await writeFile(folder.verdictFile, JSON.stringify({ ...old, schemaVersion: 1 }));
    expect(await readVerdict(folder)).toEqual(
      sampleVerdict({ validity: { status: 'valid', checks: [] }, saturation: [] }),
    );
  });

  it('are read in an older version: a run with its fault, and the server of each event', async () => {
    const {
      profile: {
        loads: [load],
      },
    } = sampleRun();
    const phase = { name: 'one server killed', kind: 'fault', durationMs: 45_000 } as const;
    const oldFault = { kind: 'kill-server', serverIndex: 1, atMs: 15_000, restoreAtMs: 30_000 };
    const steady = load!.phases[0]!;
    const killed = { atMs: 1, kind: 'server-killed', what: 'server-2 killed with SIGKILL' } as const;
    const restored = { atMs: 2, kind: 'server-restored', what: 'server-2 is back' } as const;
    const paused = { atMs: 4, kind: 'server-paused', part: 'server-1', what: 'server-1 paused' } as const;
    const resumed = { atMs: 5, kind: 'server-resumed', part: 'server-1', what: 'it answers' } as const;
    const noted = { atMs: 3, kind: 'note', what: 'server-2 gave no answer' } as const;
    const { plantedDefects, ...run } = sampleRun({ plantedDefects: { poolMax: 2 } });
    const old = {
      ...run,
      plantedFaults: plantedDefects,
      schemaVersion: 2,
      profile: { loads: [{ ...load, phases: [steady, { ...phase, fault: oldFault }] }] },
      events: [killed, restored, noted, paused, resumed],
    };
    await writeFile(folder.runFile, JSON.stringify(old));
    const faults = [{ part: 'server-2', action: 'kill' as const, atMs: 15_000, returnAtMs: 30_000 }];
    expect(await readRun(folder)).toEqual(
      sampleRun({
        plantedDefects,
        profile: { loads: [{ ...load!, phases: [steady, { ...phase, faults }] }] },
        events: [
          { ...killed, kind: 'part-killed', part: 'server-2' },
          { ...restored, kind: 'part-restored', part: 'server-2' },
          noted,
          { ...paused, kind: 'part-paused' },
          { ...resumed, kind: 'part-restored' },
        ],
        targets: [expect.objectContaining({ id: 'tvet.availability' })],
      }),
    );
  });

  it('replace the previous version, and leave nothing else behind', async () => {
    await writeRun(folder, sampleRun({ state: 'running' }));
    await writeRun(folder, sampleRun({ state: 'complete' }));
    expect((await readRun(folder)).state).toBe('complete');
    expect((await readdir(folder.path)).sort()).toEqual(['k6', 'logs', 'run.json']);
  });

  it.skipIf(!existsSync('/dev/full'))('keep the previous version when the disk is full', async () => {
    await writeRun(folder, sampleRun({ state: 'running' }));
    await symlink('/dev/full', `${folder.runFile}.partial`);
    await expect(writeRun(folder, sampleRun({ state: 'complete' }))).rejects.toMatchObject({
      code: 'DISK_FULL',
      exitCode: 5,
    });
    expect((await readRun(folder)).state).toBe('running');
    expect((await readdir(folder.path)).sort()).toEqual(['k6', 'logs', 'run.json']);
  });

  it.each([
    ['that is missing', null, 'it does not exist'],
    ['that was cut short', '{"schemaVersion": 1, "id"', 'it is not JSON'],
    ['of another shape', JSON.stringify({ ...sampleRun(), state: 'asleep' }), '/state'],
    [
      'of an older version and another shape',
      '{"schemaVersion": 2}',
      'it does not have the shape of version 2',
    ],
    [
      'of a newer version',
      JSON.stringify({ ...sampleRun(), schemaVersion: 7 }),
      'this Proofload reads versions up to 5',
    ],
  ])('refuse a file %s', async (_, text, message) => {
    if (text !== null) await writeFile(folder.runFile, text);
    const reading = readRun(folder);
    await expect(reading).rejects.toMatchObject({ code: 'RUN_UNREADABLE', exitCode: 2 });
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(folder.runFile);
  });

  it('are readable for people: indented, with a final newline', async () => {
    await writeVerdict(folder, sampleVerdict());
    expect(await readFile(folder.verdictFile, 'utf8')).toMatch(/^\{\n {2}"schemaVersion": 4,\n[\s\S]*\}\n$/);
  });
});
