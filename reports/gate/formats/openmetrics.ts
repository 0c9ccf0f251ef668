import type { Gate, GateCheck } from '../../../harness/model/gate.ts';
import { distinct } from '../../shared/clean-text.ts';

const LONGEST_LABEL = 100;

/**
 * OpenMetrics 1.0, also for GitLab's `artifacts:reports:metrics`, which shows each line of a merge request next to that of its base. GitLab splits lines
 * as a shell does, and cuts them at "#": so labels consist of letters, digits and a few signs.
 */
export function openMetrics({ checks }: Gate): string {
  const ids = distinct(
    checks.map(({ id }) => label(id)),
    (n) => `_${n}`,
  );
  const named = checks.map((check, index) => ({
    check,
    labels: `{id="${ids[index]}",unit="${label(check.unit)}"}`,
  }));
  const samples = (name: string, figureOf: (check: GateCheck) => number | null) =>
    named.flatMap(({ check, labels }) => {
      const value = figureOf(check);
      return value === null ? [] : [`${name}${labels} ${value}`];
    });
  return [
    '# TYPE proofload_figure gauge',
    '# HELP proofload_figure What a gate measured.',
    ...samples('proofload_figure', ({ value }) => value),
    '# TYPE proofload_bound gauge',
    '# HELP proofload_bound The bound of a figure beyond which the gate fails.',
    ...samples('proofload_bound', ({ limit }) => limit?.errorBound ?? null),
    '# TYPE proofload_passed gauge',
    '# HELP proofload_passed 1 if the check of the gate passed, perhaps with a warning, otherwise 0.',
    ...samples('proofload_passed', ({ status }) => Number(status === 'pass' || status === 'warn')),
    '# EOF\n',
  ].join('\n');
}

function label(text: string): string {
  return text.replace(/[^\w.:/-]+/g, '_').slice(0, LONGEST_LABEL);
}
