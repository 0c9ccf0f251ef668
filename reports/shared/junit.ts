import type { Status } from '../../harness/model/verdict.ts';
import { cleanLine, cleanLines, distinct, withoutUnseen } from './clean-text.ts';

export type JunitCase = {
  name: string;
  status: Status;
  /** the reason in one line */
  message: string;
  /** the reason in several lines, for every status */
  detail: string;
};

export type JunitSuite = {
  /** words that say what was tested; also the class of its test cases, because GitLab takes the suite from there */
  name: string;
  startedAt: string;
  durationMs: number;
  properties: readonly (readonly [name: string, value: string])[];
  cases: readonly JunitCase[];
};

const LONGEST_NAME = 250;
const LONGEST_MESSAGE = 1000;
const LONGEST_DETAIL = 10_000;

/**
 * JUnit XML as Jenkins' junit-10.xsd describes it. `fail` is a failure, `invalid` an error, `inconclusive` skipped. Jenkins does not show the reason of
 * a skipped test, nor of one that passed, so every test case has it in its `system-out` too. The cases share the time of the suite evenly, so that
 * their sum is right. GitLab drops a test whose name was used before, so no two are equal.
 */
export function junitXml({ name, startedAt, durationMs, properties, cases }: JunitSuite): string {
  const suite = cleanLine(name, LONGEST_NAME);
  const count = (status: Status) => cases.filter((each) => each.status === status).length;
  const totals = `tests="${cases.length}" failures="${count('fail')}" errors="${count('invalid')}"`;
  const time = seconds(durationMs);
  const className = `proofload.${suite.replaceAll('.', '_')}`; // Jenkins takes what is before the last dot for the package
  const names = distinct(cases.map((each) => cleanLine(each.name, LONGEST_NAME)));
  const caseTime = seconds(durationMs / Math.max(1, cases.length));
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="proofload" time="${time}" ${totals}>
  <testsuite name="${escapeXml(suite)}" timestamp="${escapeXml(startedAt)}" time="${time}" ${totals} skipped="${count('inconclusive')}">
    <properties>
${properties
  .map(
    ([key, value]) =>
      `      <property name="${escapeXml(cleanLine(key, LONGEST_NAME))}" value="${escapeXml(cleanLine(value, LONGEST_MESSAGE))}"/>`,
  )
  .join('\n')}
    </properties>
${cases.map((each, index) => testCase(each, `classname="${escapeXml(className)}" name="${escapeXml(names[index]!)}" time="${caseTime}"`)).join('')}  </testsuite>
</testsuites>
`;
}

const ELEMENTS = { fail: 'failure', invalid: 'error', inconclusive: 'skipped' } as const;

function testCase({ status, message, detail }: JunitCase, attributes: string): string {
  const text = escapeXml(cleanLines(detail, LONGEST_DETAIL));
  const line = escapeXml(cleanLine(message, LONGEST_MESSAGE));
  const outcome = status === 'pass' ? '' : outcomeElement(ELEMENTS[status], status, line, text);
  return `    <testcase ${attributes}>\n${outcome}      <system-out>${text}</system-out>\n    </testcase>\n`;
}

function outcomeElement(element: string, status: Status, message: string, text: string): string {
  const type = status === 'inconclusive' ? '' : ` type="${status}"`;
  return `      <${element} message="${message}"${type}>${text}</${element}>\n`;
}

/** A run whose start cannot be read has no length. */
function seconds(durationMs: number): string {
  return (durationMs > 0 ? durationMs / 1000 : 0).toFixed(3);
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
