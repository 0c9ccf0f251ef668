import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunFolder, type RunFolder } from './run-folder.ts';
import { createHistograms, createTimeline, readHistograms, readTimeline } from './series.ts';
import { sampleHistogram, sampleSecond } from './testing/samples.ts';

let runsFolder: string;
let folder: RunFolder;

beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'proofload-store-'));
  folder = await createRunFolder(runsFolder, 'run-1');
});
afterEach(() => rm(runsFolder, { recursive: true }));

async function all<T>(lines: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(lines);
}

describe('timeline.ndjson', () => {
  it('is read as it was written', async () => {
    const writer = await createTimeline(folder, [1, 10, 100]);
    await writer.write(sampleSecond(100));
    await writer.write(sampleSecond(101));
    await writer.close();

    const { header, lines } = await readTimeline(folder);
    expect(header).toEqual({
      schemaVersion: 1,
      kind: 'timeline',
      serverHistogramUpperBoundsMs: [1, 10, 100],
    });
    expect(await all(lines)).toEqual([sampleSecond(100), sampleSecond(101)]);
  });

  it('can be read while being written', async () => {
    const writer = await createTimeline(folder, []);
    await writer.write(sampleSecond(100));
    expect(await all((await readTimeline(folder)).lines)).toHaveLength(1);
    await writer.close();
  });

  it.each([
    ['that is not JSON', '{"second":', 'it is not JSON'],
    ['of another shape', '{"second":"noon"}', 'timeline.ndjson:3 cannot be read'],
    ['with nothing in it', '', 'it is not JSON'],
  ])('names the line %s', async (_, line, message) => {
    const writer = await createTimeline(folder, []);
    await writer.write(sampleSecond(100));
    await writer.close();
    await appendFile(folder.timelineFile, `${line}\n${JSON.stringify(sampleSecond(101))}\n`);

    const { lines } = await readTimeline(folder);
    const reading = all(lines);
    await expect(reading).rejects.toMatchObject({ name: 'ProofloadError', code: 'RUN_UNREADABLE' });
    await expect(reading).rejects.toThrow(`${folder.timelineFile}:3`);
    await expect(reading).rejects.toThrow(message);
  });

  it('leaves out a last line that a killed writer did not finish', async () => {
    const writer = await createTimeline(folder, []);
    await writer.write(sampleSecond(100));
    await writer.close();
    await appendFile(folder.timelineFile, JSON.stringify(sampleSecond(101)).slice(0, 40));
    expect(await all((await readTimeline(folder)).lines)).toEqual([sampleSecond(100)]);
  });

  it.each([
    ['without a header', '', ':1 cannot be read: it has no header'],
    ['of a newer version', '{"schemaVersion":2,"kind":"timeline"}\n', ':1 has schemaVersion 2'],
    ['with another header', '{"schemaVersion":1,"kind":"histograms"}\n', ':1 cannot be read'],
    ['without a version', '{"kind":"timeline"}\n', 'it has no schemaVersion'],
  ])('refuses a file %s', async (_, text, message) => {
    await writeFile(folder.timelineFile, text);
    await expect(readTimeline(folder)).rejects.toThrow(message);
  });

  it('refuses a missing file', async () => {
    await expect(readTimeline(folder)).rejects.toThrow('timeline.ndjson cannot be read: it does not exist.');
  });

  it.skipIf(!existsSync('/dev/full'))('reports a full disk', async () => {
    await symlink('/dev/full', folder.timelineFile);
    await expect(createTimeline(folder, [])).rejects.toMatchObject({ code: 'DISK_FULL' });
  });
});

describe('histograms.ndjson', () => {
  it('is read as it was written, several lines at once', async () => {
    const writer = await createHistograms(folder);
    await writer.write(sampleHistogram(100), sampleHistogram(101));
    await writer.write();
    await writer.close();
    const { header, lines } = await readHistograms(folder);
    expect(header).toEqual({ schemaVersion: 1, kind: 'histograms' });
    expect(await all(lines)).toEqual([sampleHistogram(100), sampleHistogram(101)]);
  });

  it('supports lines that are longer than a chunk of the file', async () => {
    const writer = await createHistograms(folder);
    const counts = Array.from({ length: 200_000 }, (_, i) => i);
    const long = { ...sampleHistogram(100), histogram: { ...sampleHistogram(100).histogram, counts } };
    await writer.write(long, sampleHistogram(101));
    await writer.close();
    expect(await all((await readHistograms(folder)).lines)).toEqual([long, sampleHistogram(101)]);
    expect((await readFile(folder.histogramsFile)).length).toBeGreaterThan(1_000_000);
  });

  it('closes the file when the reader leaves early', async () => {
    const writer = await createHistograms(folder);
    await writer.write(...Array.from({ length: 1000 }, (_, i) => sampleHistogram(i)));
    await writer.close();
    const { lines } = await readHistograms(folder);
    for await (const line of lines) {
      expect(line.second).toBe(0);
      break;
    }
    expect(await all(lines)).toEqual([]);
  });
});
