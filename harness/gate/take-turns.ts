import { orderOf } from '../compare/design.ts';
import { reasonsAgainst } from '../compare/reasons-against.ts';
import type { GateLoad } from '../model/gate.ts';
import type { Verdict } from '../model/verdict.ts';
import type { FinishedRun } from '../run/run.ts';
import { isClearAtFirst } from './decision/judge-changes.ts';
import { LOOKS } from './decision/limits.ts';
import { loadFiguresOf } from './load-figures.ts';
import { lacksPairs, measuredChanges } from './measured-changes.ts';
import type { PlannedChange } from './plan-budget.ts';
import { type SteadyFigure, steadyFigure } from './steady-figure.ts';

export type SideName = 'base' | 'head';

/**
 * A run of one side. `block` counts pairs, `turn` all runs in the order in which they were made. Turn 0 is the run-in: it precedes the others and does
 * not count.
 */
export type Turn = { side: SideName; block: number; turn: number };

/** A run with its figures, as far as they are needed. */
export type MeasuredTurn = Turn & {
  folder: string;
  /** why it does not count; empty if it does */
  reasons: string[];
  /** it was not completed, or measured something else than was declared: no noise does that */
  isBroken: boolean;
  /** by id of the change */
  figures: Record<string, SteadyFigure>;
  load: GateLoad | null;
};

export type TurnsOptions = {
  changes: readonly PlannedChange[];
  /** of a look */
  pairs: number;
  /** default: two, as a gate needs */
  looks?: number;
  /** draws which side begins */
  randomSeed: number;
  /** makes one run. @throws if nothing could be measured */
  measure(turn: Turn): Promise<FinishedRun>;
  onLook?(look: number): void;
};

/** A measurement that cannot be trusted is made once more. */
const MOST_ATTEMPTS = 2;

/**
 * Lets base and head take turns, AB BA AB BA, with a look after so many pairs. If the first look does not settle the gate, or could not be judged
 * because runs could not be trusted, there are as many pairs again.
 *
 * Before them comes one run of the side that begins, which does not count. Without it, one pair would differ from all others: its first run would follow
 * none of ours, on a machine that is still cold. So both runs of every pair follow a run of the same side, and what a run leaves behind cancels.
 * @throws whatever `measure` throws
 */
export async function takeTurns(options: TurnsOptions): Promise<{ turns: MeasuredTurn[]; looks: number }> {
  const { changes, pairs, randomSeed, looks: mostLooks = LOOKS } = options;
  const order = orderOf([{ name: 'base' }, { name: 'head' }], mostLooks * pairs, randomSeed);
  const planned = order.flatMap((block, index) =>
    block.map((side) => ({ side: side as SideName, block: index })),
  );
  await options.measure({ ...planned[0]!, turn: 0 });
  const turns: MeasuredTurn[] = [];
  for (let look = 1; look <= mostLooks; look++) {
    options.onLook?.(look);
    for (const each of planned.slice(turns.length, look * 2 * pairs))
      turns.push(await measured({ ...each, turn: turns.length + 1 }, options));
    const soFar = measuredChanges(changes, turns);
    if (isClearAtFirst(soFar) && !soFar.some((change) => lacksPairs(change, turns)))
      return { turns, looks: look };
  }
  return { turns, looks: mostLooks };
}

async function measured(turn: Turn, { changes, measure }: TurnsOptions): Promise<MeasuredTurn> {
  for (let attempt = 1; ; attempt++) {
    const { folder, run, summary, verdict } = await measure(turn);
    const reasons =
      run.state === 'complete'
        ? reasonsAgainst(verdict, null)
        : [run.endedBy?.message ?? 'The run is not complete.'];
    const isBroken = run.state !== 'complete' || isAnotherSystem(verdict);
    if (reasons.length > 0 && attempt < MOST_ATTEMPTS) continue;
    const figures = changes.map(({ id, measure: { indicator } }) => [id, steadyFigure(summary, indicator)]);
    return {
      ...turn,
      folder: folder.path,
      reasons,
      isBroken,
      figures: Object.fromEntries(figures),
      load: loadFiguresOf(summary),
    };
  }
}

/** Whether a check of the run as a whole is violated: data or code were not as declared. */
function isAnotherSystem({ validity }: Verdict): boolean {
  return validity.checks.some(({ status, phase }) => status === 'violated' && phase === null);
}
