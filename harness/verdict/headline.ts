import { figureKindOf } from '../model/figure-kind.ts';
import { formatCount, formatList, formatMeasure } from '../model/format.ts';
import { type LoadProfile, largestLoads } from '../model/load.ts';
import { type Run, titleOf } from '../model/run.ts';
import type { Status, ValidityCheckName, Verdict } from '../model/verdict.ts';
import { promiseNames } from './promise-names.ts';
import { canHaveBiased } from './survival.ts';

/** What went wrong with a measurement, in half a sentence. */
const CAUSE: Record<ValidityCheckName, string> = {
  'arrivals-dropped': 'the load generator dropped arrivals',
  'rate-not-reached': 'the load generator sent too few requests',
  'start-delay': 'the load generator ran late',
  'generator-cpu': 'the load generator was short of CPU',
  'machine-cpu': 'the machine was short of CPU',
  'vus-exhausted': 'the load generator was short of virtual users',
  'no-steady-state': 'the system reached no steady state',
  'telemetry-gap': 'figures are missing',
  'clock-jump': "the machine's clock was set",
  'connections-lost': 'not every user had a connection',
  'part-restarted': 'a part of the system was restarted',
  'dataset-changed': 'the data set is not the declared one',
  'code-changed': 'the code changed during the run',
};

/** What a headline says of a run besides its verdict. */
export type NamedRun = Pick<Run, 'title' | 'platform' | 'promisedBy' | 'profile'>;

/** The whole verdict in one sentence, the same on the terminal and in every report. */
export function headline(verdict: Verdict, run: NamedRun): string {
  const title = titleOf(run);
  const total = verdict.targets.length;
  const names = promiseNames(verdict.targets);
  const namesOf = (status: Status) => names.filter((_, i) => verdict.targets[i]!.status === status);
  const [failed, open, unjudged] = [namesOf('fail'), namesOf('inconclusive'), namesOf('invalid')];
  const kept = namesOf('pass').length;
  const words = run.promisedBy === 'config' ? wordsOfOwn(total, run.profile) : wordsOfDocument(total);
  const holding = words.holding(kept);
  switch (verdict.status) {
    case 'pass':
      return `${title} ${words.all}.`;
    case 'fail': {
      if (failed.length === 0) return `${title} lost or doubled data that it had acknowledged.`;
      const rest = unjudged.length > 0 ? `; ${list(unjudged)} could not be judged` : '';
      return `${title} ${words.broken(failed.length)} (${list(failed)})${rest}.`;
    }
    case 'inconclusive':
      if (total === 0) return `${title} was measured without a target to judge it by.`;
      return open.length > 0
        ? `${title} is not settled: ${holding}; this run cannot decide ${list(open)}.`
        : `${title} is not settled: ${holding}, but the run did not finish.`;
    case 'invalid': {
      const because = causeOf(verdict);
      if (unjudged.length === 0) {
        return `${title} was not measured to the end${kept === 0 ? '' : `, although ${holding}`}.`;
      }
      return unjudged.length === total
        ? `Nothing can be said about ${title}${because}.`
        : `${title}: ${holding}; ${list(unjudged)} could not be judged${because}.`;
    }
  }
}

/** How a headline speaks of what was promised: `all` was kept, so many were broken, or so many hold. */
type Words = { all: string; broken(failed: number): string; holding(kept: number): string };

/** The promises of a design document, which are about the load in it. */
function wordsOfDocument(total: number): Words {
  const promises = formatCount(total, 'promise');
  const all = total === 1 ? 'its promise holds' : `${total === 2 ? 'both' : `all ${total}`} promises hold`;
  return {
    all: `carries its documented load: ${all}`,
    broken: (failed) =>
      `does not carry its documented load: ${failed} of ${promises} ${failed === 1 ? 'is' : 'are'} broken`,
    holding: (kept) => `${kept} of ${promises} ${kept === 1 ? 'holds' : 'hold'}`,
  };
}

/** The targets of a user's own config or command line. No document says how much load they are about, so the headline does. */
function wordsOfOwn(total: number, profile: LoadProfile): Words {
  const load = loadInWords(profile);
  const all = total === 2 ? 'both its targets' : `all ${total} of its targets`;
  return {
    all: `meets ${total === 1 ? 'its target' : all} ${load}`,
    broken: (failed) => `misses ${total === 1 ? 'its target' : `${failed} of its ${total} targets`} ${load}`,
    holding: (kept) => `${kept} of ${formatCount(total, 'target')} ${kept === 1 ? 'is' : 'are'} met ${load}`,
  };
}

/** "at 500 requests/s", "with 200 users", or both. */
function loadInWords(profile: LoadProfile): string {
  const { users, ratePerSec } = largestLoads(profile);
  return [
    ...(users === null ? [] : [`with ${formatCount(users, 'user')}`]),
    ...(ratePerSec === null ? [] : [`at ${formatMeasure(ratePerSec, 'requests/s')}`]),
  ].join(', and ');
}

/** The first violated check that can have made a target invalid, as a clause; '' if there is none. */
function causeOf({ targets, validity }: Verdict): string {
  const unjudged = targets.filter(({ status }) => status === 'invalid');
  // No check biased a figure that does not exist.
  const lost = unjudged
    .filter(({ actual }) => actual !== null)
    .map(({ indicator }) => figureKindOf(indicator));
  if (lost.length === 0 && unjudged.length > 0) return `, because ${CAUSE['telemetry-gap']}`;
  const cause = validity.checks.find((check) => lost.some((kind) => canHaveBiased(check, kind)));
  return cause ? `, because ${CAUSE[cause.name]}` : '';
}

/** With more names than this a sentence is hard to read, so the others are counted. */
const MOST_NAMES = 3;

function list(names: string[]): string {
  const others = names.length - (MOST_NAMES - 1);
  const listed = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 1), `${others} more`] : names;
  return formatList(listed);
}
