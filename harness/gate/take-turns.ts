import { orderOf } from '../compare/design.ts';
import { type PairedRuns, pairedValues } from '../compare/differences/arms.ts';
import type { PairedValues } from '../compare/differences/contrast.ts';
import { reasonsAgainst } from '../compare/reasons-against.ts';
import type { GateLoad } from '../model/gate.ts';
import type { FinishedRun } from '../run/run.ts';
import type { MeasuredChange } from './change-checks.ts';
import { isClearAtFirst } from './decision/judge-changes.ts';
import { LOOKS } from './decision/limits.ts';
import { type Noise, noiseIn } from './decision/noise-floor.ts';
import { seenInPairs } from './decision/seen-in-pairs.ts';
import { loadFiguresOf } from './load-figures.ts';
import type { PlannedChange } from './plan-budget.ts';
import { isEndless, longestOf, type SteadyFigure, steadyFigure } from './steady-figure.ts';

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
    if (reasons.length > 0 && attempt < MOST_ATTEMPTS) continue;
    const figures = changes.map(({ id, measure: { indicator } }) => [id, steadyFigure(summary, indicator)]);
    return {
      ...turn,
      folder: folder.path,
      reasons,
      figures: Object.fromEntries(figures),
      load: loadFiguresOf(summary),
    };
  }
}

/** Whether a figure has pairs, but too few because runs could not be trusted: more of them would show something. */
function lacksPairs({ id, seen }: MeasuredChange, turns: readonly MeasuredTurn[]): boolean {
  return seen === null && pairsIn(turns, { id }).arm.length > 0;
}

/** What the turns so far show of each change. */
export function measuredChanges(
  changes: readonly PlannedChange[],
  turns: readonly MeasuredTurn[],
): MeasuredChange[] {
  return changes.map((change) => {
    const seen = seenInPairs(change.measure.measure, pairsIn(turns, change));
    const valuesOf = (side: SideName) =>
      turns.flatMap((turn) =>
        turn.side === side && turn.reasons.length === 0 ? (turn.figures[change.id]!.value ?? []) : [],
      );
    return {
      ...change,
      seen,
      missing: seen === null ? missingBecause(change.id, turns) : null,
      head: valuesOf('head'),
      base: valuesOf('base'),
    };
  });
}

/** How much the two sides differ, where both are equal versions; null with too little data. */
export function noiseInTurns(
  changes: readonly PlannedChange[],
  turns: readonly MeasuredTurn[],
): { change: PlannedChange; noise: Noise | null }[] {
  return changes.map((change) => ({
    change,
    noise: noiseIn(change.measure.measure, pairsIn(turns, change)),
  }));
}

function pairsIn(turns: readonly MeasuredTurn[], { id }: Pick<PlannedChange, 'id'>): PairedValues {
  const turnOf = (side: string, block: number) =>
    turns.find((each) => each.side === side && each.block === block)!.turn;
  return pairedValues(id, sideOf('head', id, turns), sideOf('base', id, turns), turnOf);
}

/** The runs of a side with one of their figures. One that is endless is known to exceed the longest time of any run. */
function sideOf(side: SideName, id: string, turns: readonly MeasuredTurn[]): PairedRuns {
  const longest = longestOf(turns.map(({ figures }) => figures[id]!));
  return {
    name: side,
    repetitions: turns
      .filter((turn) => turn.side === side)
      .map(({ block, reasons, figures }) => {
        const isValid = reasons.length === 0;
        const figure = figures[id]!;
        return isEndless(figure) && longest !== null
          ? { block, isValid, values: { [id]: longest }, ranges: { [id]: { low: longest, high: null } } }
          : { block, isValid, values: { [id]: figure.value } };
      }),
  };
}

/** Without enough pairs, either measurements could not be trusted, or the figure was not there. */
function missingBecause(id: string, turns: readonly MeasuredTurn[]): NonNullable<MeasuredChange['missing']> {
  const distrusted = turns.flatMap(({ reasons }) => reasons);
  const unmeasured = turns.filter(
    ({ reasons, figures }) => reasons.length === 0 && figures[id]!.value === null,
  );
  const sides = [...new Set(unmeasured.map(({ side }) => side))];
  if (sides.length === 0 && distrusted.length > 0)
    return {
      status: 'invalid',
      reason: `Too few runs can be trusted: ${distrusted[0]!.replace(/\.$/, '')}`,
    };
  return {
    status: 'inconclusive',
    reason: `It was not measured${sides.length === 1 ? ` in the ${sides[0]}` : ''}`,
  };
}
