import { formatCount, formatMeasure } from '../harness/model/format.ts';
import type { Run } from '../harness/model/run.ts';

export type Warning = { title: string; text: string };

/** What nobody may overlook: a run that did not end, and one that was made worse on purpose. */
export function warningsOf(run: Run): Warning[] {
  const warnings: Warning[] = [];
  const { slowStatement, failedResponseRatio, poolMax, blockedEventLoop, tableLock, slowCache } =
    run.plantedFaults;
  const planted = [
    slowStatement
      ? `the statement "${slowStatement.statement}" is slowed by ${formatMeasure(slowStatement.delayMs, 'ms')}`
      : null,
    failedResponseRatio
      ? `${formatMeasure(failedResponseRatio, 'ratio')} of responses are made to fail`
      : null,
    poolMax === undefined ? null : `each pool has ${formatCount(poolMax, 'connection')}`,
    blockedEventLoop ? `every event loop is blocked for ${everySoOften(blockedEventLoop)}` : null,
    tableLock ? `the table "${tableLock.table}" is locked for ${everySoOften(tableLock)}` : null,
    slowCache ? `Redis is kept busy for ${everySoOften(slowCache)}` : null,
  ].filter((part) => part !== null);
  if (planted.length > 0) {
    warnings.push({
      title: 'Faults were planted on purpose.',
      text: `In this run ${planted.join(', and ')}. It shows that the check can fail; it says nothing about the system.`,
    });
  }
  switch (run.state) {
    case 'aborted':
      warnings.push({ title: 'This run was aborted.', text: 'What is shown ends where it was interrupted.' });
      break;
    case 'failed':
      warnings.push({ title: 'This run failed.', text: 'It ended before its load did.' });
      break;
    case 'running':
      warnings.push({ title: 'This run has not ended.', text: 'What is shown is what was recorded so far.' });
      break;
    case 'complete':
      break;
  }
  return warnings;
}

function everySoOften({ forMs, everyMs }: { forMs: number; everyMs: number }): string {
  return `${formatMeasure(forMs, 'ms')} of every ${formatMeasure(everyMs, 'ms')}`;
}
