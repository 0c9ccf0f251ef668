import { formatBound, formatInterval } from '../../../harness/model/format.ts';
import type { Suspect, TargetVerdict } from '../../../harness/model/verdict.ts';
import { evidenceInWords, suspectTitle } from '../../shared/blame.ts';
import { type JunitCase, junitXml } from '../../shared/junit.ts';
import { endedInWords } from '../../shared/warnings.ts';
import { measured, survivedInWords } from '../measured.ts';
import type { ReportData } from '../report-data.ts';
import { checksThat, trustSentence, violations, WHOLE_RUN } from '../trust.ts';

/**
 * JUnit XML: one test case for each target. If the run ended early,
 * or worse than every target, or has no targets, a test case "run" reports it, because a file without tests would pass.
 */
export function renderJunit({ run, verdict }: ReportData): string {
  const cases = verdict.targets.map(targetCase);
  if (run.endedBy) {
    const status = run.state === 'failed' ? 'invalid' : 'inconclusive';
    cases.push({ name: 'run', status, message: run.endedBy.message, detail: endedInWords(run.endedBy) });
  }
  if (verdict.status !== 'pass' && !cases.some(({ status }) => status === verdict.status)) {
    const message = violations(verdict).concat(verdict.notes).join(' ') || `The run is ${verdict.status}.`;
    cases.push({ name: 'run', status: verdict.status, message, detail: message });
  }
  return junitXml({
    name: run.platform,
    startedAt: run.startedAt,
    durationMs: durationOf(run),
    properties: [
      ['run', run.id],
      ['platform', run.platform],
      ['state', run.state],
      ['commit', run.provenance.commit ?? 'unknown'],
      ['trust', trustSentence(verdict)],
      ...checksThat('violated', verdict).map(
        ({ name, phase, reason }) => [`violated: ${name} (${phase ?? WHOLE_RUN})`, reason] as const,
      ),
    ],
    cases,
  });
}

/** From the start of the run to the end of its load. */
function durationOf({ startedAt, phases }: ReportData['run']): number {
  return Math.max(0, ...phases.map(({ endMs }) => endMs - Date.parse(startedAt)));
}

function targetCase(target: TargetVerdict): JunitCase {
  const { unit, bound, suspect } = target;
  return {
    name: `${target.id}: ${target.statement}`,
    status: target.status,
    message: suspect?.resource ? `${target.reason} ${suspectTitle(suspect)}.` : target.reason,
    detail: [
      target.reason,
      `promised: ${formatBound(target.operator, bound, unit)} (${target.source.document}, ${target.source.section})`,
      `measured: ${measured(target)}`,
      `interval: ${formatInterval(target.interval, unit, bound)}`,
      ...survivedInWords(target),
      ...(suspect === null ? [] : suspectLines(suspect)),
    ].join('\n'),
  };
}

function suspectLines(suspect: Suspect): string[] {
  return [
    `${suspectTitle(suspect)}. ${suspect.reason}`,
    ...(suspect.evidence.length === 0 ? [] : [`evidence: ${evidenceInWords(suspect.evidence)}`]),
  ];
}
