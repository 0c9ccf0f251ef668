import type { Run } from '../../model/run.ts';
import type { PhaseSummary, Summary } from '../../model/summary.ts';
import type { Doubt, Evidence, ValidityCheck, ValidityCheckName } from '../../model/verdict.ts';

/** What a check of a phase may look at besides the phase. */
export type Given = { summary: Summary; machineCores: number };

/** A check, and whether it is about the generator: those also make up the generator's own verdict. */
export type Checked = ValidityCheck & { isOfGenerator: boolean };

/** Looks at one judged phase. Empty where the question does not arise, as dropped arrivals in a closed load. */
export type PhaseCheck = (phase: PhaseSummary, given: Given) => Checked[];

/** Looks at the run as a whole. */
export type RunCheck = (run: Run) => Checked;

type Subject = { name: ValidityCheckName; phase: string | null; isOfGenerator: boolean };
type Figures = { actual: number | null; bound: number | null; unit: string };

/** Begins a check: what it is about. `held`, `violated` and `unknown` end it. */
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

/** `doubt`: what the violation can have biased, which way and how far. */
export function violated(
  subject: Subject,
  figures: Figures,
  reason: string,
  doubt: Doubt,
  evidence: Evidence[] = [],
): Checked {
  return { ...subject, status: 'violated', ...figures, reason, doubt, evidence };
}

/** The source that would tell is missing: neither for nor against the measurement. */
export function unknown(subject: Subject, { bound, unit }: Omit<Figures, 'actual'>, reason: string): Checked {
  return { ...subject, status: 'unknown', actual: null, bound, unit, reason, doubt: null, evidence: [] };
}
