import type { Status, Verdict } from '../model/verdict.ts';

/** The whole verdict in one sentence, the same on the terminal and in every report. `title` names the platform. */
export function headline(verdict: Verdict, title: string): string {
  const total = verdict.targets.length;
  const idsOf = (status: Status) =>
    verdict.targets.filter((target) => target.status === status).map((target) => target.id);
  const [failed, open, untrusted] = [idsOf('fail'), idsOf('inconclusive'), idsOf('invalid')];
  const holding = `${idsOf('pass').length} of ${total}`;
  switch (verdict.status) {
    case 'pass':
      return `${title} carries its documented load: all ${total} targets pass.`;
    case 'fail':
      return failed.length > 0
        ? `${title} does not carry its documented load: ${list(failed)} ${failed.length === 1 ? 'fails' : 'fail'}, ${holding} targets pass.`
        : `${title} lost or doubled data that it had acknowledged.`;
    case 'inconclusive':
      return open.length > 0
        ? `${title} is not settled: ${holding} targets pass, ${list(open)} cannot be decided from this run.`
        : `${title} is not settled: ${holding} targets pass, but the run did not go to its end.`;
    case 'invalid':
      if (untrusted.length === 0) return `This run cannot be trusted, although ${holding} targets pass.`;
      return untrusted.length === total
        ? 'This measurement cannot be trusted, so it says nothing about the targets.'
        : `This measurement cannot be trusted for ${list(untrusted)}; ${holding} targets pass.`;
  }
}

function list(ids: string[]): string {
  return ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`;
}
