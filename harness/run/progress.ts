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

/** Those of a calibration: its server, the behaviours, and what the generators and our telemetry do to the machine. */
export type CalibrationStep = 'server' | 'behaviour' | 'ceiling' | 'telemetry';

/** Those of an experiment, beside the ones of a run that come once for all arms. */
export type ExperimentStep = 'repetition' | 'comparison';

export type Step = RunStep | CalibrationStep | ExperimentStep;

/** What the generator saw in the last complete second, for a person who waits. */
export type LiveFigures = {
  ratePerSec: number;
  responseTimeP95Ms: number | null;
  failed: number;
  users: number;
};

/** What a run tells while it goes on. The terminal draws it; nothing depends on it. */
export type ProgressEvent =
  | { kind: 'begin'; step: Step; label: string }
  | { kind: 'detail'; step: Step; detail: string; fraction: number | null }
  | { kind: 'end'; step: Step; detail: string }
  | { kind: 'phase'; name: string; durationMs: number }
  | { kind: 'live'; figures: LiveFigures }
  | { kind: 'event'; what: string };

export type OnProgress = (event: ProgressEvent) => void;
