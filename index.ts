/*
 * What the package exports as `proofload`: `defineSystem`, for the proofload.config.ts of a system of one's own, and the types of what
 * Proofload reads and writes. `proofload/schemas/*.json` are their JSON Schemas, and `proofload/scenario` is what scenarios import.
 */

export type { Budget } from './harness/model/budget.ts';
export type { Calibration } from './harness/model/calibration.ts';
export type { CommandOutput } from './harness/model/command-output.ts';
export type { Comparison } from './harness/model/comparison.ts';
export type { Experiment, ExperimentRun } from './harness/model/experiment.ts';
export type { FailedGate, Gate } from './harness/model/gate.ts';
export type { HistogramSecond } from './harness/model/histogram.ts';
export type { Plan } from './harness/model/plan.ts';
export type { ExperimentIndex, PlatformIndex } from './harness/model/report-index.ts';
export type { Run } from './harness/model/run.ts';
export type {
  LoadConfig,
  MetricsConfig,
  SystemConfig,
  TargetConfig,
  TelemetryConfig,
  UsersConfig,
} from './harness/model/system-config.ts';
export type { TimelineSecond } from './harness/model/timeline.ts';
export type { Trend } from './harness/model/trend.ts';
export type { Verdict } from './harness/model/verdict.ts';
export { defineSystem } from './harness/own/define-system.ts';
