/*
 * What the package exports as `proofload`: the types of what it writes. `proofload/schemas/*.json` are their JSON Schemas.
 */

export type { Calibration } from './harness/model/calibration.ts';
export type { CommandOutput } from './harness/model/command-output.ts';
export type { Comparison } from './harness/model/comparison.ts';
export type { Experiment, ExperimentRun } from './harness/model/experiment.ts';
export type { HistogramSecond } from './harness/model/histogram.ts';
export type { ExperimentIndex, PlatformIndex } from './harness/model/report-index.ts';
export type { Run } from './harness/model/run.ts';
export type { TimelineSecond } from './harness/model/timeline.ts';
export type { Verdict } from './harness/model/verdict.ts';
