import type { EndedBy } from '../../harness/model/ended-by.ts';
import { describePlantedDefects } from '../../harness/model/planted-defects.ts';
import type { Run } from '../../harness/model/run.ts';

export type Warning = { title: string; text: string };

/** Warnings that must not be overlooked: the run did not complete, or defects were planted in it. */
export function warningsOf(run: Pick<Run, 'plantedDefects' | 'state' | 'endedBy'>): Warning[] {
  const warnings: Warning[] = [];
  const planted = describePlantedDefects(run.plantedDefects);
  if (planted.length > 0) {
    warnings.push({
      title: 'Defects were planted on purpose.',
      text: `Planted: ${planted.join(', ')}. This shows that the check can fail; it says nothing about the system.`,
    });
  }
  switch (run.state) {
    case 'aborted':
      warnings.push({
        title: 'This run was aborted.',
        text: `The results end where it was interrupted.${reasonOf(run)}`,
      });
      break;
    case 'failed':
      warnings.push({
        title: 'This run failed.',
        text: `It ended before its load was complete.${reasonOf(run)}`,
      });
      break;
    case 'running':
      warnings.push({ title: 'This run has not ended.', text: 'These are the results so far.' });
      break;
    case 'complete':
      break;
  }
  return warnings;
}

function reasonOf({ endedBy }: Pick<Run, 'endedBy'>): string {
  return endedBy ? ` ${endedInWords(endedBy)}` : '';
}

/** What ended the run, what to do next, and the code to look it up by. */
export function endedInWords({ code, message, hint }: EndedBy): string {
  return `${message} ${hint} (${code})`;
}
