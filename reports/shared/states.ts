import type { Status } from '../../harness/model/verdict.ts';

export const STATUSES: Status[] = ['pass', 'fail', 'inconclusive', 'invalid'];

/** A state is shown by a word, a shape and a colour, so that readers need not rely on any one of them. */
export const STATE_WORDS: Record<Status, string> = {
  pass: 'Pass',
  fail: 'Fail',
  inconclusive: 'Inconclusive',
  invalid: 'Invalid',
};

export const STATE_MEANINGS: Record<Status, string> = {
  pass: 'The whole interval is on the promised side of the bound.',
  fail: 'The promise was broken in this run: the figure is on the wrong side of the bound by more than its uncertainty.',
  inconclusive: 'Too little was measured to tell, or the interval lies across the bound.',
  invalid: 'Something that went wrong with the measurement could have changed this result.',
};
