export { type Claim, claimFolder, ownershipOf } from './claim.ts';
export { readRun, readVerdict, verdictIfAny, writeRun, writeVerdict } from './documents.ts';
export {
  createExperimentFolder,
  type ExperimentFolder,
  openExperimentFolder,
  readComparison,
  readExperimentRun,
  writeComparison,
  writeExperimentRun,
} from './experiment-folder.ts';
export {
  createGateFolder,
  type GateFolder,
  hasFailedGate,
  markFailed,
  readNoise,
  writeGate,
  writeNoise,
} from './gate-folder.ts';
export { type ListedRuns, listRuns } from './list-runs.ts';
export { type IndexFiles, indexAt, indexFilesIn, readReportIndex, writeReportIndex } from './report-index.ts';
export {
  CALIBRATION_PREFIX,
  createRunFolder,
  EXPERIMENT_PREFIX,
  GATE_PREFIX,
  newRunId,
  openRunFolder,
  type RunFolder,
} from './run-folder.ts';
export { RunJournal } from './run-journal.ts';
export {
  createHistograms,
  createTimeline,
  type HistogramsWriter,
  readHistograms,
  readTimeline,
  type TimelineWriter,
} from './series.ts';
export { type TrendFiles, trendFilesIn, writeTrend } from './trend-files.ts';
