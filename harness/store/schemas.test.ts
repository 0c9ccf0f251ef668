import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { madeUpCalibration } from '../../reports/testdata/calibration.ts';
import { publishedSchemas, SCHEMAS_FOLDER } from './schemas.ts';
import { sampleHistogram, sampleRun, sampleSecond, sampleVerdict } from './testing/samples.ts';

describe('docs/schemas', () => {
  it('matches the model (otherwise run `node harness/store/schemas.ts`)', async () => {
    const names = (await readdir(SCHEMAS_FOLDER)).filter((name) => name.endsWith('.json'));
    const texts = await Promise.all(names.map((name) => readFile(join(SCHEMAS_FOLDER, name), 'utf8')));
    expect(Object.fromEntries(names.map((name, i) => [name, texts[i]]))).toEqual(publishedSchemas());
  });

  it.each([
    ['run.schema.json', sampleRun()],
    ['verdict.schema.json', sampleVerdict()],
    ['calibration.schema.json', madeUpCalibration('right')],
    ['timeline-line.schema.json', sampleSecond(1)],
    ['timeline-line.schema.json', { schemaVersion: 1, kind: 'timeline', serverHistogramUpperBoundsMs: [1] }],
    ['histograms-line.schema.json', sampleHistogram(1)],
    ['histograms-line.schema.json', { schemaVersion: 1, kind: 'histograms' }],
  ])('%s accepts a valid document and refuses one without its fields', (name, document) => {
    const check = Compile(JSON.parse(publishedSchemas()[name]!));
    expect(check.Check(document)).toBe(true);
    expect(check.Check({ ...document, [Object.keys(document)[0]!]: undefined })).toBe(false);
  });
});
