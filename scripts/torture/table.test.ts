import { expect, it } from 'vitest';
import { sampleRun, sampleVerdict } from '../../harness/store/testing/samples.ts';
import type { Observed } from './observed.ts';
import { planRound, type RoundPlan } from './plan.ts';
import { endingOf, type RoundResult, renderTable } from './table.ts';

const plan: RoundPlan = {
  ...planRound(3, 1),
  victim: 'redis',
  targets: ['redis'],
  deed: 'SIGKILL',
  pauseMs: 0,
  moment: 'seeding',
  load: null,
  delayMs: 12,
};
const seen: Observed = {
  isDone: true,
  exit: { code: 4, signal: null },
  output: '',
  afterwards: '',
  left: { processes: [], ports: [], sharedMemory: [], temporary: [], secrets: [], connections: 0 },
  writes: null,
  run: sampleRun({ state: 'failed' }),
  verdict: null,
  durationMs: 9_000,
};

it('endingOf says whether a round was judged, named or killed', () => {
  const verdict = sampleVerdict({ status: 'fail' });
  const named = '\n  redis ended by itself.\n  PART_DIED · See its log.\n';
  expect(endingOf({ ...seen, output: named })).toBe('named: PART_DIED');
  expect(endingOf({ ...seen, verdict })).toBe('judged: fail');
  expect(endingOf({ ...seen, exit: { code: null, signal: 'SIGKILL' }, verdict })).toBe(
    'killed, then judged: fail',
  );
  expect(endingOf({ ...seen, exit: { code: 137, signal: null } })).toBe('killed, then failed');
  expect(endingOf({ ...seen, exit: { code: 1, signal: null } })).toBe('exit code 1');
  const interrupted = { ...seen, exit: { code: 130, signal: null } };
  expect(endingOf({ ...interrupted, verdict })).toBe('interrupted, then judged: fail');
  expect(endingOf(interrupted)).toBe('interrupted, then no load to judge');
  expect(endingOf({ ...seen, exit: null })).toBe('did not end');
  expect(endingOf({ ...seen, isDone: false, verdict })).toBe('not hit: judged: fail');
});

it('renderTable has a row for each victim and deed, and the command to repeat a round with problems', () => {
  const result = (change: Partial<RoundResult>): RoundResult => ({
    plan,
    ended: 'named: PART_DIED',
    problems: [],
    durationMs: 10_000,
    ...change,
  });
  const results = [
    result({}),
    result({ durationMs: 20_000 }),
    result({
      plan: { ...plan, round: 3, victim: 'nginx', targets: ['nginx'] },
      ended: 'exit code 70',
      problems: [{ check: 'no folder left', what: 'in the temporary folder: proofload-Ab12' }],
    }),
  ];
  expect(renderTable(results)).toBe(`victim  deed     rounds  problems  seconds  ended
nginx   SIGKILL  1       1         10       exit code 70
redis   SIGKILL  2       0         15       named: PART_DIED (2)

round 3: SIGKILL nginx in seeding after 12 ms; exit code 70
    no folder left: in the temporary folder: proofload-Ab12
    again: npm run torture -- --seed 3 --round 3

3 rounds in 40 s, problems in 1
`);
});
