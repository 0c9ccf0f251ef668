import { formatCount, formatMeasure, formatNumber } from '../../../harness/model/format.ts';
import type { Run } from '../../../harness/model/run.ts';
import type { Evidence, Verdict } from '../../../harness/model/verdict.ts';
import { evidenceInWords } from '../../shared/blame.ts';
import { list, table } from '../../shared/markdown-text.ts';
import { leavesOutData } from '../left-out.ts';
import type { ReportData } from '../report-data.ts';
import {
  allowedBy,
  CHECK_STATES,
  CHECK_WORDS,
  checksThat,
  measuredBy,
  unlistedReasons,
  WHOLE_RUN,
  whyDataUnchecked,
} from '../trust.ts';

/** The checks of the measurement, the generator's figures, and whether acknowledged data was kept, block by block. */
export function trustBlocks({ run, verdict }: ReportData): string[] {
  const { generator } = verdict;
  const facts = [
    `The load generator is ${generator.status}: offered ${formatMeasure(generator.offeredRate, 'arrivals/s')}, attempted ${formatMeasure(generator.attemptedRate, 'arrivals/s')}, ${formatCount(generator.droppedIterations, 'arrival')} dropped`,
    `Start delay, p99: ${formatMeasure(generator.startDelayP99Ms, 'ms')}`,
    `CPU of the whole machine: ${formatMeasure(generator.cpuUtilization, 'ratio')}`,
  ];
  return [...checks(verdict), list([...unlistedReasons(verdict), ...facts, ...dataKept(run)])];
}

function dataKept(run: Run): string[] {
  if (leavesOutData(run)) return [];
  if (run.dataChecks.length === 0) return [`Data: ${whyDataUnchecked(run)}`];
  return run.dataChecks.map(
    ({ name, acknowledged, found, lost, duplicated }) =>
      `Data, ${name}: ${formatNumber(acknowledged)} acknowledged, ${formatNumber(found)} found, ${formatNumber(lost)} lost, ${formatNumber(duplicated)} doubled`,
  );
}

/** Checks that did not hold as a table with their reasons; those that held as a list with their phases. */
function checks(verdict: Verdict): string[] {
  const open = [...checksThat('violated', verdict), ...checksThat('unknown', verdict)];
  const held = Map.groupBy(checksThat('held', verdict), ({ name }) => name);
  const blocks: string[] = [];
  if (open.length > 0) {
    const rows = open.map((check) => [
      CHECK_STATES[check.status].word.toUpperCase(),
      CHECK_WORDS[check.name],
      check.phase ?? WHOLE_RUN,
      measuredBy(check),
      allowedBy(check),
    ]);
    blocks.push(table(['State', 'What must hold', 'Phase', 'Measured', 'Allowed'], rows, 3));
    blocks.push(
      list(
        open.map(
          (check) => `${check.name} (${check.phase ?? WHOLE_RUN}): ${check.reason}${evidenceOf(check)}`,
        ),
      ),
    );
  }
  if (held.size > 0) {
    const lines = [...held].map(([name, of]) => {
      const where = new Set(of.map(({ phase }) => phase ?? WHOLE_RUN));
      return `${CHECK_WORDS[name]}: held (${[...where].join(', ')})`;
    });
    blocks.push(list(lines));
  }
  return blocks;
}

function evidenceOf({ evidence }: { evidence: Evidence[] }): string {
  return evidence.length === 0 ? '' : ` (${evidenceInWords(evidence)})`;
}
