import { formatCount, formatDuration } from '../../model/format.ts';
import type { CheckIndicator } from '../../model/indicator.ts';
import type { DataCheck } from '../../model/run.ts';
import { holds } from '../decide.ts';
import type { CaseOf, Estimated } from '../estimate.ts';
import { notRun } from '../finding.ts';
import { quoted } from '../reason.ts';

/**
 * Judges what the data checks found after the load: acknowledged writes that were lost or doubled, or the longest time until derived data
 * agreed. Every acknowledged write is looked up, so this is a census without an interval. A check that was not carried out, or that had
 * nothing to check, shows nothing.
 */
export function estimateChecks({ run, target, indicator }: CaseOf<CheckIndicator>): Estimated {
  const wanted = indicator.where?.check;
  const checks = run.dataChecks.filter(({ name }) => wanted === undefined || name === wanted);
  if (checks.length === 0) {
    return notRun(
      wanted === undefined
        ? 'No check of the data was carried out.'
        : `The data check '${wanted}' was not carried out.`,
    );
  }
  const empty = checks.filter(({ acknowledged }) => acknowledged === 0).map(({ name }) => name);
  if (empty.length > 0)
    return notRun(`Nothing was acknowledged for the data check ${quoted(empty)} to look for.`);
  return indicator.statistic === 'agreement-time'
    ? agreement(target, checks)
    : wrongWrites(target, indicator, checks);
}

type Promise = Pick<CaseOf<CheckIndicator>['target'], 'operator' | 'bound'>;

function wrongWrites(
  { operator, bound }: Promise,
  { statistic }: CheckIndicator,
  checks: readonly DataCheck[],
): Estimated {
  const lost = sum(checks.map((check) => check.lost));
  const doubled = sum(checks.map((check) => check.duplicated));
  const acknowledged = sum(checks.map((check) => check.acknowledged));
  const actual = (statistic === 'doubled' ? 0 : lost) + (statistic === 'lost' ? 0 : doubled);
  return {
    ...{ actual, interval: null, sampleCount: acknowledged },
    decision: holds(actual, operator, bound) ? 'pass' : 'fail',
    claim: `Of ${formatCount(acknowledged, 'acknowledged write')} ${WRONG[statistic](lost, doubled)}`,
    settledBy: '',
    evidence: [
      { label: 'lost', value: lost, unit: 'writes' },
      { label: 'doubled', value: doubled, unit: 'writes' },
    ],
  };
}

const WRONG: Record<CheckIndicator['statistic'], (lost: number, doubled: number) => string> = {
  lost: (lost) => `${lost} were lost`,
  doubled: (_, doubled) => `${doubled} were doubled`,
  'lost-or-doubled': (lost, doubled) => `${lost} were lost and ${doubled} doubled`,
  'agreement-time': () => '',
};

function agreement({ operator, bound }: Promise, checks: readonly DataCheck[]): Estimated {
  const unwatched = checks.filter(({ agreementMs }) => agreementMs === undefined).map(({ name }) => name);
  if (unwatched.length > 0) return notRun(`How long ${quoted(unwatched)} took to agree was not measured.`);
  const acknowledged = sum(checks.map((check) => check.acknowledged));
  const figures = { interval: null, sampleCount: acknowledged, settledBy: '', evidence: [] };
  const never = checks.filter(({ agreementMs }) => agreementMs === null).map(({ name }) => name);
  if (never.length > 0) {
    const claim = `${quoted(never)} did not agree with what was acknowledged while it was watched`;
    return { ...figures, actual: null, decision: 'fail', claim };
  }
  const actual = Math.max(...checks.map(({ agreementMs }) => agreementMs ?? 0));
  return {
    ...figures,
    actual,
    decision: holds(actual, operator, bound) ? 'pass' : 'fail',
    claim: `derived data agreed with what was acknowledged within ${formatDuration(actual)}`,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
