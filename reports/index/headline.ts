import { formatCount, formatDuration, formatList } from '../../harness/model/format.ts';
import type { ExperimentIndex, PlatformIndex, ReportIndex } from '../../harness/model/report-index.ts';
import type { Warning } from '../shared/warnings.ts';
import { experimentState, platformState, type RowState } from './row-states.ts';

/** The whole index in one sentence, the same on the terminal and in every format. */
export function indexHeadline(index: ReportIndex): string {
  return index.kind === 'platforms' ? platformsHeadline(index) : experimentsHeadline(index);
}

/** What is said of one platform, and of several, in each state but the best. */
const SAID: [RowState, string, string][] = [
  ['fail', 'does not', 'do not'],
  ['inconclusive', 'is not settled', 'are not settled'],
  ['invalid', 'could not be judged', 'could not be judged'],
  ['not-run', 'could not run', 'could not run'],
  ['waiting', 'was not measured', 'were not measured'],
];

function platformsHeadline({ entries }: PlatformIndex): string {
  const titlesOf = (state: RowState) =>
    entries.filter((entry) => platformState(entry) === state).map(({ title }) => title);
  const passing = titlesOf('pass').length;
  if (passing === entries.length) {
    return passing === 1
      ? `${entries[0]!.title} carries its documented load.`
      : `All ${passing} platforms carry their documented load.`;
  }
  const others = SAID.flatMap(([state, one, several]) => {
    const titles = titlesOf(state);
    return titles.length === 0 ? [] : [`${formatList(titles)} ${titles.length === 1 ? one : several}`];
  });
  const verb = passing === 1 ? 'carries its' : 'carry their';
  return `${passing} of ${formatCount(entries.length, 'platform')} ${verb} documented load. ${others.join('; ')}.`;
}

/** What is said of one experiment, and of several, in each state. */
const FOUND: [RowState, string, string][] = [
  ['supported', 'claim is supported', 'claims are supported'],
  ['refuted', 'claim is refuted', 'claims are refuted'],
  ['not-settled', 'claim is not settled', 'claims are not settled'],
  ['seen', 'without a claim found differences', 'without a claim found differences'],
  ['unseen', 'without a claim found no difference', 'without a claim found no difference'],
  ['too-little', 'has too little data', 'have too little data'],
  ['invalid', 'is invalid', 'are invalid'],
  ['not-run', 'could not run', 'could not run'],
  ['waiting', 'was not measured', 'were not measured'],
];

function experimentsHeadline({ entries }: ExperimentIndex): string {
  const parts = FOUND.flatMap(([state, one, several]) => {
    const count = entries.filter((entry) => experimentState(entry) === state).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  });
  return `${formatCount(entries.length, 'experiment')}: ${parts.join(', ')}.`;
}

/** A warning if not everything had its turn; null otherwise. */
export function endingOf({ state }: ReportIndex): Warning | null {
  switch (state) {
    case 'aborted':
      return {
        title: 'This command was interrupted.',
        text: 'What was measured until then is below. The rest can be run on its own.',
      };
    case 'running':
      return { title: 'This command has not ended.', text: 'Either it is still running, or it was killed.' };
    case 'complete':
      return null;
  }
}

/** "17 min 12 s"; null while it runs. */
export function lasted({ startedAt, endedAt }: ReportIndex): string | null {
  return endedAt === null ? null : formatDuration(Date.parse(endedAt) - Date.parse(startedAt));
}
