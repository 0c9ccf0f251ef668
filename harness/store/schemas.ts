import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type TSchema } from 'typebox';
import { Budget } from '../model/budget.ts';
import { Calibration } from '../model/calibration.ts';
import { COMMAND_OUTPUTS } from '../model/command-output.ts';
import { Comparison } from '../model/comparison.ts';
import { ExperimentFile, ExperimentRun } from '../model/experiment.ts';
import { FailedGate, Gate } from '../model/gate.ts';
import { GateNoise } from '../model/gate-noise.ts';
import { HistogramSecond } from '../model/histogram.ts';
import { Plan } from '../model/plan.ts';
import { ExperimentIndex, PlatformIndex } from '../model/report-index.ts';
import { Run } from '../model/run.ts';
import { SystemConfig } from '../model/system-config.ts';
import { HistogramsHeader, TimelineHeader, TimelineSecond } from '../model/timeline.ts';
import { Trend } from '../model/trend.ts';
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
    'budget.schema.json': publish('A budget file', Budget),
    'gate.schema.json': publish('gate.json', Gate),
    'failed-gate.schema.json': publish('failed-gate.json', FailedGate),
    'gate-noise.schema.json': publish('gate-noise.json', GateNoise),
    'trend.schema.json': publish('trend.json', Trend),
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
    ...Object.fromEntries(
      Object.entries(COMMAND_OUTPUTS).map(([kind, schema]) => [
        `output-${kind}.schema.json`,
        publish(`What a command prints with --json, of the kind "${kind}"`, schema),
      ]),
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
