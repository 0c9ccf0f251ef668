import { formatCount } from '../../model/format.ts';
import type { PhaseSummary, SourceSilence } from '../../model/summary.ts';
import { MAX_TELEMETRY_GAP_SEC } from '../limits.ts';
import { type Checked, check, held, type PhaseCheck, violated } from './check.ts';

/** What was not seen could change a verdict: every source that was ever heard must be heard throughout a judged phase. */
export const telemetryGap: PhaseCheck = (phase) => {
  const ofGenerator = phase.silences.filter(({ kind }) => kind === 'generator');
  const others = phase.silences.filter(({ kind }) => kind !== 'generator');
  return [
    checkSources(phase, ofGenerator, true),
    ...(others.length > 0 ? [checkSources(phase, others, false)] : []),
  ];
};

function checkSources(phase: PhaseSummary, sources: SourceSilence[], isOfGenerator: boolean): Checked {
  const subject = check('telemetry-gap', phase.name, { isOfGenerator });
  const longest = sources.reduce((a, b) => (b.longestSec > a.longestSec ? b : a));
  const figures = { actual: longest.longestSec, bound: MAX_TELEMETRY_GAP_SEC, unit: 'seconds' };
  const isTooLong = ({ longestSec }: SourceSilence) =>
    longestSec > MAX_TELEMETRY_GAP_SEC || (longestSec > 0 && longestSec === phase.expectedSeconds);
  const silent = sources.filter(isTooLong);
  const evidence = silent.map(({ source, longestSec }) => ({
    label: `silence of ${source}`,
    value: longestSec,
    unit: 'seconds',
    phase: phase.name,
  }));
  if (silent.length > 0) {
    const others =
      silent.length > 1
        ? `; ${formatCount(silent.length - 1, 'more source was', 'more sources were')} silent for too long`
        : '';
    return violated(subject, figures, `${sentenceOn(longest, phase.name)}${others}.`, evidence);
  }
  const who = isOfGenerator ? 'The generator' : `Each of ${formatCount(sources.length, 'other source')}`;
  const how =
    longest.longestSec === 0
      ? `was heard in every second of '${phase.name}'`
      : `was never silent for more than ${formatCount(longest.longestSec, 'second')} of '${phase.name}'`;
  return held(subject, figures, `${who} ${how}.`);
}

function sentenceOn({ kind, source, longestSec }: SourceSilence, phaseName: string): string {
  const seconds = `${formatCount(longestSec, 'second')} of '${phaseName}'`;
  switch (kind) {
    case 'generator':
      return source === 'generator'
        ? `The generator reported nothing for ${seconds}`
        : `The generator's process ${source} reported nothing for ${seconds}`;
    case 'server':
      return `The metrics of ${source} are missing for ${seconds}`;
    case 'process':
      return `CPU and memory of ${source} are missing for ${seconds}`;
    default:
      return `Nothing was seen of the ${source} for ${seconds}`;
  }
}
