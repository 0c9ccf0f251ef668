import { formatInterval } from '../../../harness/model/format.ts';
import type { Gate, GateCheck } from '../../../harness/model/gate.ts';
import { cleanLine, distinct } from '../../shared/clean-text.ts';
import { figureInWords } from '../words.ts';

const LONGEST_TEXT = 250;

/**
 * The two files of github-action-benchmark, one for each direction: `customSmallerIsBetter` and `customBiggerIsBetter`. Figures that were not
 * measured are left out.
 */
export function benchmarkAction({ checks }: Gate): { smallerIsBetter: string; biggerIsBetter: string } {
  const measured = checks.filter(({ value }) => value !== null);
  const of = (better: GateCheck['better']) => json(measured.filter((check) => check.better === better));
  return { smallerIsBetter: of('lower'), biggerIsBetter: of('higher') };
}

function json(checks: readonly GateCheck[]): string {
  const names = distinct(checks.map(({ id }) => line(id) || 'unnamed'));
  const entries = checks.map((check, index) => ({
    name: names[index],
    unit: line(check.unit) || '1',
    value: check.value,
    ...(check.interval !== null && { range: line(formatInterval(check.interval, check.unit)) }),
    extra: line(`${check.status}: ${figureInWords(check)}`),
  }));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function line(text: string): string {
  return cleanLine(text, LONGEST_TEXT);
}
