import { formatBound, formatInterval } from '../../../harness/model/format.ts';
import type { Status, Suspect, TargetVerdict } from '../../../harness/model/verdict.ts';
import { evidenceInWords, suspectTitle } from '../../shared/blame.ts';
import { withoutUnseen } from '../../shared/unseen-characters.ts';
import { endedInWords } from '../../shared/warnings.ts';
import { measured, survivedInWords } from '../measured.ts';
import type { ReportData } from '../report-data.ts';
import { checksThat, trustSentence, violations, WHOLE_RUN } from '../trust.ts';

type TestCase = { name: string; status: Status; message: string; detail: string };

/**
 * JUnit XML: one test case for each target. `fail` is a failure, `invalid` an error, `inconclusive` skipped. If the run ended early,
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
  const count = (status: Status) => cases.filter((each) => each.status === status).length;
  const totals = `tests="${cases.length}" failures="${count('fail')}" errors="${count('invalid')}" skipped="${count('inconclusive')}"`;
  const properties = [
    ['run', run.id],
    ['platform', run.platform],
    ['state', run.state],
    ['commit', run.provenance.commit ?? 'unknown'],
    ['trust', trustSentence(verdict)],
    ...checksThat('violated', verdict).map(({ name, phase, reason }) => [
      `violated: ${name} (${phase ?? WHOLE_RUN})`,
      reason,
    ]),
  ] as const;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="proofload" ${totals}>
  <testsuite name="${escapeXml(run.platform)}" timestamp="${escapeXml(run.startedAt)}" ${totals}>
    <properties>
${properties
  .map(([name, value]) => `      <property name="${escapeXml(name!)}" value="${escapeXml(value!)}"/>`)
  .join('\n')}
    </properties>
${cases.map((each) => testCase(each, run.platform)).join('')}  </testsuite>
</testsuites>
`;
}

function targetCase(target: TargetVerdict): TestCase {
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

const ELEMENTS = { fail: 'failure', invalid: 'error', inconclusive: 'skipped' } as const;

function testCase({ name, status, message, detail }: TestCase, className: string): string {
  const open = `    <testcase classname="${escapeXml(className)}" name="${escapeXml(name)}"`;
  if (status === 'pass') return `${open}/>\n`;
  const element = ELEMENTS[status];
  const type = status === 'inconclusive' ? '' : ` type="${status}"`;
  return `${open}>\n      <${element} message="${escapeXml(message)}"${type}>${escapeXml(detail)}</${element}>\n    </testcase>\n`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 does not allow, not even as references, or that are not seen, become the replacement character. */
export function escapeXml(text: string): string {
  return withoutUnseen(text)
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
