import { figureKindOf } from '../../harness/model/figure-kind.ts';
import { formatBound, formatMeasure } from '../../harness/model/format.ts';
import type { Run } from '../../harness/model/run.ts';
import type { Operator } from '../../harness/model/target.ts';
import type { Status, ValidityCheck, ValidityCheckName, Verdict } from '../../harness/model/verdict.ts';
import { canHaveBiased } from '../../harness/verdict/survival.ts';

export type CheckStatus = ValidityCheck['status'];

/** In order of attention. */
export const CHECK_STATUSES: CheckStatus[] = ['violated', 'unknown', 'held'];

/** The word for a check's state, and the state of a target that looks like it. */
export const CHECK_STATES: Record<CheckStatus, { word: string; looksLike: Status }> = {
  violated: { word: 'Violated', looksLike: 'invalid' },
  unknown: { word: 'Unknown', looksLike: 'inconclusive' },
  held: { word: 'Held', looksLike: 'pass' },
};

/** Checks are named after the problem that they look for; a report states what must hold. */
export const CHECK_WORDS: Record<ValidityCheckName, string> = {
  'arrivals-dropped': 'Every arrival is sent',
  'rate-not-reached': 'The planned rate is reached',
  'start-delay': 'Requests start on time',
  'generator-cpu': 'The generator has CPU to spare',
  'machine-cpu': 'The machine has CPU to spare',
  'vus-exhausted': 'Every arrival finds a free virtual user',
  'no-steady-state': 'Response time and goodput are steady',
  'telemetry-gap': 'No telemetry gaps',
  'clock-jump': 'The clock does not jump',
  'connections-lost': 'The generator keeps its connections',
  'part-restarted': 'No part restarts',
  'dataset-changed': 'The data set is as declared',
  'code-changed': 'The code does not change',
};

export const WHOLE_RUN = 'whole run';

export function checksThat(status: CheckStatus, { validity }: Pick<Verdict, 'validity'>): ValidityCheck[] {
  return validity.checks.filter((check) => check.status === status);
}

/** Whether the measurement can be trusted, in one sentence with the number of checks behind it. */
export function trustSentence({ validity }: Pick<Verdict, 'validity'>): string {
  const total = validity.checks.length;
  const [violated, unknown, held] = CHECK_STATUSES.map((status) => checksThat(status, { validity }).length);
  const open = unknown! > 0 ? `; ${unknown} could not be made` : '';
  if (validity.status === 'invalid') {
    if (total > 0 && violated! > 0) {
      return `Part of the measurement cannot be used: ${violated} of ${total} checks ${violated === 1 ? 'is' : 'are'} violated in a way that could have turned a result${open}.`;
    }
    return total > 0
      ? `Part of the measurement is missing, although none of the ${total} checks is violated${open}.`
      : 'The measurement cannot be trusted: the load generator did not keep to its plan.';
  }
  if (total === 0) return 'It is unknown whether the measurement can be trusted: no check was recorded.';
  if (held === 0) {
    return `Nothing shows that the measurement can be trusted: none of the ${total} checks could be made.`;
  }
  if (violated! > 0) {
    return `The measurement can be trusted: ${violated} of ${total} checks ${violated === 1 ? 'is' : 'are'} violated, but could not have turned a result${open}.`;
  }
  return `The measurement can be trusted: ${held} of ${total} checks held${open}.`;
}

type Judged = Pick<Verdict, 'validity' | 'generator' | 'targets'>;

/** The problems of the measurement. Those that could have changed a result come first. */
export function violations(verdict: Judged): string[] {
  const lost = verdict.targets
    .filter(({ status }) => status === 'invalid')
    .map(({ indicator }) => figureKindOf(indicator));
  const isDecisive = (check: ValidityCheck) => lost.some((kind) => canHaveBiased(check, kind));
  const checks = checksThat('violated', verdict);
  const ordered = [...checks.filter(isDecisive), ...checks.filter((check) => !isDecisive(check))];
  return [...ordered.map(({ reason }) => reason), ...unlistedReasons(verdict)];
}

/** Problems of the generator that no check reports; verdicts of older versions list no checks. */
export function unlistedReasons(verdict: Pick<Verdict, 'validity' | 'generator'>): string[] {
  const listed = new Set(checksThat('violated', verdict).map(({ reason }) => reason));
  return verdict.generator.reasons.filter((reason) => !listed.has(reason));
}

export function measuredBy({ actual, unit, bound }: ValidityCheck): string {
  return actual === null ? 'unknown' : formatMeasure(actual, unit, bound ?? undefined);
}

/** "at least 1,188 arrivals/s". */
export function allowedBy(check: ValidityCheck): string {
  if (check.bound === null) return 'no bound';
  const allowed = formatBound(operatorOf(check), check.bound, check.unit);
  return check.name === 'no-steady-state' ? `${allowed}, unless by chance` : allowed;
}

/** Why no data was checked, in one sentence. */
export function whyDataUnchecked({ state, target }: Pick<Run, 'state' | 'target'>): string {
  if (state !== 'complete') return 'Not checked: the run ended before that.';
  return target === null
    ? 'Not checked: this platform acknowledges no writes.'
    : "Not checked: Proofload had no access to the system's database (DATABASE_URL).";
}

/** Most figures must not exceed their bound; two must not be below it, and one must not even reach it. */
function operatorOf({ name, unit }: ValidityCheck): Operator {
  if (name === 'rate-not-reached' || (name === 'connections-lost' && unit === 'connections')) return '>=';
  return name === 'vus-exhausted' ? '<' : '<=';
}
