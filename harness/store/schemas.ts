import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type TSchema } from 'typebox';
import { Calibration } from '../model/calibration.ts';
import { Comparison } from '../model/comparison.ts';
import { ExperimentFile, ExperimentRun } from '../model/experiment.ts';
import { HistogramSecond } from '../model/histogram.ts';
import { Plan } from '../model/plan.ts';
import { ExperimentIndex, PlatformIndex } from '../model/report-index.ts';
import { Run } from '../model/run.ts';
import { SystemConfig } from '../model/system-config.ts';
import { HistogramsHeader, TimelineHeader, TimelineSecond } from '../model/timeline.ts';
import { Verdict } from '../model/verdict.ts';

/** The folder of the published schemas, written by `node harness/store/schemas.ts`. */
export const SCHEMAS_FOLDER = join(import.meta.dirname, '../../docs/schemas');

/** The JSON Schemas of the files that external tools read, as text by file name. */
export function publishedSchemas(): Record<string, string> {
  return {
    'run.schema.json': publish('run.json', Run),
    'verdict.schema.json': publish('verdict.json', Verdict),
    'calibration.schema.json': publish('calibration.json', Calibration),
    'system-config.schema.json': publish('The default export of proofload.config.ts', SystemConfig),
    'experiment.schema.json': publish('An experiment file', ExperimentFile),
    'plan.schema.json': publish('plan.json', Plan),
    'experiment-run.schema.json': publish('experiment.json', ExperimentRun),
    'comparison.schema.json': publish('comparison.json', Comparison),
    'platform-index.schema.json': publish('index.json', PlatformIndex),
    'experiment-index.schema.json': publish('experiments.json', ExperimentIndex),
    'timeline-line.schema.json': publish(
      'A line of timeline.ndjson: first the header, then one line a second',
      Type.Union([TimelineHeader, TimelineSecond]),
    ),
    'histograms-line.schema.json': publish(
      'A line of histograms.ndjson: first the header, then one line a second and series',
      Type.Union([HistogramsHeader, HistogramSecond]),
    ),
  };
}

function publish(title: string, schema: TSchema): string {
  const document = { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema };
  return `${JSON.stringify(document, null, 2)}\n`;
}

if (import.meta.main) {
  await mkdir(SCHEMAS_FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(publishedSchemas()))
    await writeFile(join(SCHEMAS_FOLDER, name), text);
}
