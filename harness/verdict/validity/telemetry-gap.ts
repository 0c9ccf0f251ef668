import { formatCount } from '../../model/format.ts';
import type { PhaseSummary, SourceSilence } from '../../model/summary.ts';
import type { Doubt } from '../../model/verdict.ts';
import { wholeSeconds } from '../../summary/load-window.ts';
import { MAX_TELEMETRY_GAP_SEC } from '../limits.ts';
import { type Checked, check, held, type PhaseCheck, violated } from './check.ts';
import { doubtOf, unsentRequests } from './doubts.ts';

/**
 * Missing figures could change a verdict: every source that ever reported should report throughout a judged phase. Generator, servers
 * and the rest are checked separately, because their silence hides different figures.
 */
export const telemetryGap: PhaseCheck = (phase) => {
  const [ofGenerator, ofServers, ofOthers] = (
    [
      ({ kind }) => kind === 'generator',
      ({ kind }) => kind === 'server',
      ({ kind }) => kind !== 'generator' && kind !== 'server',
    ] satisfies ((source: SourceSilence) => boolean)[]
  ).map((isOne) => phase.silences.filter(isOne));
  return [
    checkSources(phase, ofGenerator!, generatorDoubt(phase, ofGenerator!), true),
    ...(ofServers!.length > 0
      ? [checkSources(phase, ofServers!, serverDoubt(phase, ofServers!), false)]
      : []),
    ...(ofOthers!.length > 0 ? [checkSources(phase, ofOthers!, othersDoubt(phase, ofOthers!), false)] : []),
  ];
};

/**
 * For an open load it is known how many requests there should have been, so a late report does not count as lost. For a closed load, as
 * many requests may be missing as in the other seconds. An owed response may have been in a lost report.
 */
function generatorDoubt(phase: PhaseSummary, silences: SourceSilence[]): Doubt {
  const { planned, outcomes, observedSeconds } = phase;
  const longestSec = Math.max(0, ...silences.map((silence) => silence.longestSec));
  const perSec = outcomes.attempted / Math.max(1, observedSeconds);
  return doubtOf('generator-silent', {
    missingRequests: planned === null ? Math.ceil(longestSec * perSec) : unsentRequests(phase),
    doubtfulFailures: outcomes.owed,
  });
}

/** A silent server keeps counting, and its next report includes those counts. Only silence until the end of the phase loses figures. */
function serverDoubt(phase: PhaseSummary, silences: SourceSilence[]): Doubt {
  const { end } = wholeSeconds(phase);
  const unheardSec = silences
    .filter(({ fromSecond, longestSec }) => fromSecond !== null && fromSecond + longestSec >= end)
    .reduce((sum, { longestSec }) => sum + longestSec, 0);
  const serverSeconds = Math.max(1, silences.length * phase.expectedSeconds);
  return doubtOf('server-silent', { unseenServerShare: unheardSec / serverSeconds });
}

/** Only figures from the silent sources are in doubt. */
function othersDoubt(phase: PhaseSummary, silences: SourceSilence[]): Doubt {
  const silent = silences.filter((silence) => isTooLong(silence, phase));
  const doubts = (['database', 'cache', 'process'] as const)
    .filter((kind) => silent.some((silence) => silence.kind === kind))
    .map((kind) => doubtOf(`${kind}-silent`));
  const [first] = doubts;
  if (!first) return doubtOf('bystander-silent');
  return { ...first, unlimited: Object.assign({}, ...doubts.map(({ unlimited }) => unlimited)) };
}

function isTooLong({ longestSec }: SourceSilence, { expectedSeconds }: PhaseSummary): boolean {
  return longestSec > MAX_TELEMETRY_GAP_SEC || (longestSec > 0 && longestSec === expectedSeconds);
}

function checkSources(
  phase: PhaseSummary,
  sources: SourceSilence[],
  doubt: Doubt,
  isOfGenerator: boolean,
): Checked {
  const subject = check('telemetry-gap', phase.name, { isOfGenerator });
  const longest = sources.reduce((a, b) => (b.longestSec > a.longestSec ? b : a));
  const figures = { actual: longest.longestSec, bound: MAX_TELEMETRY_GAP_SEC, unit: 'seconds' };
  const silent = sources.filter((source) => isTooLong(source, phase));
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
    return violated(subject, figures, `${sentenceOn(longest, phase.name)}${others}.`, doubt, evidence);
  }
  const who = isOfGenerator ? 'The generator' : `Each of ${formatCount(sources.length, 'other source')}`;
  const how =
    longest.longestSec === 0
      ? `reported in every second of '${phase.name}'`
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
      return `Figures of the ${source} are missing for ${seconds}`;
  }
}
