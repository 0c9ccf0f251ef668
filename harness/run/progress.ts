import type { RunFolder } from '../store/index.ts';

/** The steps of a run, in order. */
export type RunStep =
  | 'programs'
  | 'stores'
  | 'seed'
  | 'sessions'
  | 'servers'
  | 'answer'
  | 'load'
  | 'checks'
  | 'verdict';

/** The steps of a calibration: its server, the behaviours, the limits of the generators, and the cost of our telemetry. */
export type CalibrationStep = 'server' | 'behaviour' | 'ceiling' | 'telemetry';

/** The steps of an experiment, in addition to those of a run that happen once for all arms. */
export type ExperimentStep = 'repetition' | 'comparison';

export type Step = RunStep | CalibrationStep | ExperimentStep;

/** What the generator saw in the last complete second, for a person who waits. */
export type LiveFigures = {
  ratePerSec: number;
  responseTimeP95Ms: number | null;
  failed: number;
  users: number;
};

/** What a run reports while it is in progress. The terminal draws it; nothing depends on it. */
export type ProgressEvent =
  | { kind: 'recording'; folder: RunFolder }
  | { kind: 'begin'; step: Step; label: string }
  | { kind: 'detail'; step: Step; detail: string; fraction: number | null }
  | { kind: 'end'; step: Step; detail: string }
  | { kind: 'phase'; name: string; durationMs: number }
  | { kind: 'live'; figures: LiveFigures }
  | { kind: 'event'; what: string };

export type OnProgress = (event: ProgressEvent) => void;
