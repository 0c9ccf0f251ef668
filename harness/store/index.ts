export { readRun, readVerdict, writeRun, writeVerdict } from './documents.ts';
export {
  createExperimentFolder,
  type ExperimentFolder,
  openExperimentFolder,
  readComparison,
  readExperimentRun,
  writeComparison,
  writeExperimentRun,
} from './experiment-folder.ts';
export { type ListedRuns, listRuns } from './list-runs.ts';
export { createRunFolder, newRunId, openRunFolder, type RunFolder } from './run-folder.ts';
export {
  createHistograms,
  createTimeline,
  type HistogramsWriter,
  readHistograms,
  readTimeline,
  type TimelineWriter,
} from './series.ts';
