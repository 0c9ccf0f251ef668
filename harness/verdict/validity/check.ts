import type { Run } from '../../model/run.ts';
import type { PhaseSummary, Summary } from '../../model/summary.ts';
import type { Doubt, Evidence, ValidityCheck, ValidityCheckName } from '../../model/verdict.ts';

/** What a check of a phase may use besides the phase. `observesParts`: whether anything that could restart was observed. */
export type Given = { summary: Summary; machineCores: number; observesParts: boolean };

/** A check, and whether it concerns the generator. Those checks also make up the generator's own verdict. */
export type Checked = ValidityCheck & { isOfGenerator: boolean };

/** Checks one judged phase. Empty if the check does not apply, such as dropped arrivals in a closed load. */
export type PhaseCheck = (phase: PhaseSummary, given: Given) => Checked[];

/** Checks the run as a whole. null: the check does not apply, because nothing that it looks at was to be observed. */
export type RunCheck = (run: Run) => Checked | null;

type Subject = { name: ValidityCheckName; phase: string | null; isOfGenerator: boolean };
type Figures = { actual: number | null; bound: number | null; unit: string };

/** Starts a check with its subject. `held`, `violated` and `unknown` complete it. */
export function check(
  name: ValidityCheckName,
  phase: string | null,
  { isOfGenerator = false } = {},
): Subject {
  return { name, phase, isOfGenerator };
}

export function held(subject: Subject, figures: Figures, reason: string, evidence: Evidence[] = []): Checked {
  return { ...subject, status: 'held', ...figures, reason, doubt: null, evidence };
}

/** `doubt`: which figures the violation can have biased, in which direction and how far. */
export function violated(
  subject: Subject,
  figures: Figures,
  reason: string,
  doubt: Doubt,
  evidence: Evidence[] = [],
): Checked {
  return { ...subject, status: 'violated', ...figures, reason, doubt, evidence };
}

/** The source for this check is missing, which counts neither for nor against the measurement. */
export function unknown(subject: Subject, { bound, unit }: Omit<Figures, 'actual'>, reason: string): Checked {
  return { ...subject, status: 'unknown', actual: null, bound, unit, reason, doubt: null, evidence: [] };
}
