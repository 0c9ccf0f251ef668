import { figureKindOf } from '../model/figure-kind.ts';
import { formatCount } from '../model/format.ts';
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

/** The whole verdict in one sentence, the same on the terminal and in every report. `title` is the platform's name. */
export function headline(verdict: Verdict, title: string): string {
  const total = verdict.targets.length;
  const names = promiseNames(verdict.targets);
  const namesOf = (status: Status) => names.filter((_, i) => verdict.targets[i]!.status === status);
  const [failed, open, unjudged] = [namesOf('fail'), namesOf('inconclusive'), namesOf('invalid')];
  const kept = namesOf('pass').length;
  const holding = `${kept} of ${formatCount(total, 'promise')} ${kept === 1 ? 'holds' : 'hold'}`;
  switch (verdict.status) {
    case 'pass':
      return total === 1
        ? `${title} carries its documented load: its promise holds.`
        : `${title} carries its documented load: all ${total} promises hold.`;
    case 'fail': {
      if (failed.length === 0) return `${title} lost or doubled data that it had acknowledged.`;
      const broken = `${failed.length} of ${formatCount(total, 'promise')} ${failed.length === 1 ? 'is' : 'are'} broken`;
      const rest = unjudged.length > 0 ? `; ${list(unjudged)} could not be judged` : '';
      return `${title} does not carry its documented load: ${broken} (${list(failed)})${rest}.`;
    }
    case 'inconclusive':
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
  return listed.length < 2 ? listed.join('') : `${listed.slice(0, -1).join(', ')} and ${listed.at(-1)}`;
}
