import { describe, expect, it } from 'vitest';
import { figureInWords } from '../../reports/gate/words.ts';
import type { FinishedRun } from '../run/run.ts';
import { seededRandom } from '../stats/testing/seeded-random.ts';
import { madeUpRun, summaryOf } from '../summary/testdata/made-up-run.ts';
import type { Behaviour } from '../summary/testdata/made-up-second.ts';
import { judge } from '../verdict/judge.ts';
import { changeChecks } from './change-checks.ts';
import { exitCodeOfGate } from './gate-status.ts';
import { measuredChanges } from './measured-changes.ts';
import { plannedChanges } from './plan-budget.ts';
import { type Turn, takeTurns } from './take-turns.ts';

const CHANGES = plannedChanges(
  {
    schemaVersion: 1,
    changes: [
      { id: 'p95', measure: 'responseTimeP95Ms', error: { relative: 0.1 } },
      {
        id: 'lag',
        measure: { source: 'gauge', gauge: 'replica-lag', statistic: 'maximum' },
        error: { relative: 0.1 },
      },
    ],
  },
  ['p95', 'lag'],
);
const P95 = CHANGES.filter(({ id }) => id === 'p95');

/** A run whose responses all take this long. With a tenth of them failed, its p95 is endless. */
function runOf(
  responseTimeMs: number,
  changes: Partial<FinishedRun['run']> = {},
  behaves: Partial<Behaviour> = {},
): FinishedRun {
  const run = { ...madeUpRun(), targets: [], ...changes };
  const behaviour = { responseTimesMs: [responseTimeMs], ...behaves };
  const summary = summaryOf(run, { 'open steady': behaviour, 'closed steady': behaviour });
  const folder = { path: `/runs/${responseTimeMs}` } as FinishedRun['folder'];
  return { folder, run, summary, verdict: judge(run, summary) };
}

/** Runs of a machine with a little noise. */
function measureWith(factor: number, log: Turn[] = []) {
  const random = seededRandom(5);
  return async (turn: Turn) => {
    log.push(turn);
    return runOf(100 * (turn.side === 'head' ? factor : 1) * (1 + 0.02 * (random() - 0.5)));
  };
}

const gateOf = async (factor: number, changes = P95) => {
  const log: Turn[] = [];
  const { turns, looks } = await takeTurns({
    changes,
    pairs: 4,
    randomSeed: 1,
    measure: measureWith(factor, log),
  });
  return { turns, looks, log, checks: changeChecks(measuredChanges(changes, turns), ['head', 'base']) };
};

describe('takeTurns', () => {
  it('ends after a clear first look, and both sides begin equally often', async () => {
    const { looks, log, checks } = await gateOf(1);
    expect(looks).toBe(1);
    const [runIn, ...counted] = log;
    const [first, second] = [counted[0]!.side, counted[1]!.side];
    expect(runIn).toEqual({ side: first, block: 0, turn: 0 });
    expect(counted.map(({ side }) => side)).toEqual([
      ...[first, second, second, first],
      ...[first, second, second, first],
    ]);
    expect(counted.map(({ block }) => block)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(checks[0]).toMatchObject({ id: 'p95', status: 'pass', sampleCount: 4 });
  });

  it('measures a regression once more, and then fails', async () => {
    const { looks, log, checks } = await gateOf(1.2);
    expect([looks, log.length]).toEqual([2, 17]);
    const [check] = checks;
    expect(check).toMatchObject({ status: 'fail', sampleCount: 8 });
    expect(check!.reason).toMatch(
      /^head: (19|20|21)% longer p95 response time than base .* the limit is 10%\.$/,
    );
    expect(check!.value! / check!.change!.base!).toBeCloseTo(1.2, 1);
  });

  it('passes an improvement at once', async () => {
    expect(await gateOf(0.8)).toMatchObject({ looks: 1, checks: [{ status: 'pass' }] });
  });

  it('is inconclusive about a figure that nothing measured, and does not measure more for it', async () => {
    const { looks, checks } = await gateOf(1, CHANGES);
    expect(looks).toBe(1);
    expect(checks[1]).toMatchObject({ status: 'inconclusive', reason: 'It was not measured.' });
  });

  it('fails a head of which so many requests fail that its figure is endless', async () => {
    const gateWith = async (failedOf: Record<Turn['side'], (block: number) => number>) => {
      const random = seededRandom(5);
      const { turns, looks } = await takeTurns({
        changes: P95,
        pairs: 4,
        randomSeed: 1,
        measure: async ({ side, block }) =>
          runOf(100 * (1 + 0.02 * (random() - 0.5)), {}, { failedShare: failedOf[side](block) }),
      });
      return { looks, check: changeChecks(measuredChanges(P95, turns), ['head', 'base'])[0]! };
    };
    const [none, tenth] = [() => 0, () => 0.1];

    const broken = await gateWith({ base: none, head: tenth });
    expect(broken).toMatchObject({
      looks: 2,
      check: { status: 'fail', value: null, sampleCount: 8, change: { ratioEstimate: null } },
    });
    expect(broken.check.reason).toBe(
      'p95 response time: endless in 8 of 8 runs of head, because so many requests failed. That is a regression: the limit is 10%.',
    );
    expect(figureInWords(broken.check)).toMatch(/^endless, base [\d.]+ ms$/);

    const mended = await gateWith({ base: tenth, head: none });
    expect(mended).toMatchObject({ looks: 1, check: { status: 'pass' } });
    expect(mended.check.reason).toMatch(/^p95 response time: endless in 4 of 4 runs of base, /);

    expect(await gateWith({ base: tenth, head: tenth })).toMatchObject({ check: { status: 'inconclusive' } });
    const once = await gateWith({ base: none, head: (block) => (block === 2 ? 0.1 : 0) });
    expect(once).toMatchObject({ looks: 2, check: { status: 'inconclusive' } });
  });

  it('makes a run that cannot be trusted once more, and does not count it if it still cannot', async () => {
    const log: Turn[] = [];
    const good = measureWith(1);
    const once = await takeTurns({
      changes: P95,
      pairs: 4,
      randomSeed: 1,
      measure: async (turn) => {
        log.push(turn);
        const isFirst = log.filter((each) => each.turn === turn.turn).length === 1;
        return isFirst && turn.turn === 2 ? runOf(100, { state: 'failed' }) : good(turn);
      },
    });
    expect(log.map(({ turn }) => turn)).toEqual([0, 1, 2, 2, 3, 4, 5, 6, 7, 8]);
    expect(changeChecks(measuredChanges(P95, once.turns), ['head', 'base'])[0]!.sampleCount).toBe(4);

    const endedBy = { code: 'GENERATOR_FAILED', message: 'k6 was ended by SIGKILL.', hint: 'See its log.' };
    const never = await takeTurns({
      changes: P95,
      pairs: 4,
      randomSeed: 1,
      measure: async (turn) => (turn.side === 'base' ? runOf(100, { state: 'failed', endedBy }) : good(turn)),
    });
    expect(changeChecks(measuredChanges(P95, never.turns), ['head', 'base'])[0]).toMatchObject({
      status: 'invalid',
      reason: 'Too few runs can be trusted: k6 was ended by SIGKILL.',
    });
  });

  describe('on a machine without idle CPU', () => {
    const BUSY = { machineCpu: 0.99 };
    const gateWith = async (isBusy: (turn: Turn) => boolean, head: Partial<Behaviour> = {}) => {
      const random = seededRandom(5);
      const { turns, looks } = await takeTurns({
        changes: P95,
        pairs: 4,
        randomSeed: 1,
        measure: async (turn) =>
          runOf(
            100 * (1 + 0.02 * (random() - 0.5)),
            {},
            { ...(isBusy(turn) && BUSY), ...(turn.side === 'head' && head) },
          ),
      });
      const [check] = changeChecks(measuredChanges(P95, turns), ['head', 'base']);
      return { looks, ...check! };
    };

    it('is inconclusive, after everything was measured once more', async () => {
      const { looks, status, reason } = await gateWith(() => true);
      expect([looks, status]).toEqual([2, 'inconclusive']);
      expect(reason).toMatch(
        /^The measurement could not be trusted in enough pairs of runs \(0 of 8, and 4 are needed\): .*CPU.* A quieter machine or a lighter load would settle it\.$/,
      );
      expect(exitCodeOfGate(status, 'pass')).toBe(0);
    });

    it('never lets a head pass that takes the CPU itself', async () => {
      const { looks, status, reason } = await gateWith(({ side }) => side === 'head');
      expect([looks, status]).toEqual([2, 'invalid']);
      expect(reason).toMatch(/^The head may be why its runs cannot be trusted: in 8 pairs only its run/);
      expect(exitCodeOfGate(status, 'pass')).toBe(4);
    });

    it('never lets a head pass whose requests fail', async () => {
      const { status, reason } = await gateWith(() => true, { failedShare: 0.5 });
      expect(status).toBe('invalid');
      expect(reason).toMatch(/as they are they show a regression of p95: /);
    });

    it('passes by the pairs that can be trusted, if there are four', async () => {
      expect(await gateWith(({ block }) => block < 4)).toMatchObject({
        looks: 2,
        status: 'pass',
        sampleCount: 4,
      });
    });

    it('is invalid if another system was measured than was declared', async () => {
      const { integrity } = madeUpRun();
      const changed = {
        before: integrity!.code!.before,
        after: { ...integrity!.code!.after!, filesHash: 'cc' },
      };
      const { turns } = await takeTurns({
        changes: P95,
        pairs: 4,
        randomSeed: 1,
        measure: async () => runOf(100, { integrity: { ...integrity!, code: changed } }),
      });
      expect(measuredChanges(P95, turns)[0]!.missing).toMatchObject({ status: 'invalid' });
    });
  });

  it('measures more if too few runs of the first look can be trusted', async () => {
    const good = measureWith(1);
    const { turns, looks } = await takeTurns({
      changes: P95,
      pairs: 4,
      randomSeed: 1,
      measure: async (turn) => (turn.turn === 2 ? runOf(100, { state: 'failed' }) : good(turn)),
    });
    expect(looks).toBe(2);
    expect(changeChecks(measuredChanges(P95, turns), ['head', 'base'])[0]).toMatchObject({
      status: 'pass',
      sampleCount: 7,
    });
  });
});
