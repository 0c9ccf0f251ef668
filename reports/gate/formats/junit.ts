import type { Gate, GateCheck } from '../../../harness/model/gate.ts';
import { type JunitCase, junitXml } from '../../shared/junit.ts';
import { commitOf } from '../../shared/provenance.ts';
import { figureInWords, GATE_WORDS, statusWithoutWarning } from '../words.ts';

/** JUnit XML: a test case for each check. A gate that judged nothing has one that says so, because a file without tests would pass. */
export function gateJunit(gate: Gate): string {
  const { title, startedAt, durationMs, checks, headline, provenance, status } = gate;
  const nothing: JunitCase = { name: 'gate', status: 'inconclusive', message: headline, detail: headline };
  return junitXml({
    name: `gate of ${title}`,
    startedAt,
    durationMs,
    properties: [
      ['gate', gate.id],
      ['kind', gate.kind],
      ['status', GATE_WORDS[status]],
      ['commit', commitOf(provenance)],
      ...gate.notes.map((note, index) => [`note ${index + 1}`, note] as const),
    ],
    cases: checks.length === 0 ? [nothing] : checks.map(testCase),
  });
}

function testCase(check: GateCheck): JunitCase {
  const { id, statement, status, reason } = check;
  return {
    name: `${id}: ${statement}`,
    status: statusWithoutWarning(status),
    message: reason,
    detail: [status === 'warn' ? `warning: ${reason}` : reason, `measured: ${figureInWords(check)}`].join(
      '\n',
    ),
  };
}
