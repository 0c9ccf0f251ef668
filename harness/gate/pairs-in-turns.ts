import { type PairedRuns, pairedValues } from '../compare/differences/arms.ts';
import type { PairedValues } from '../compare/differences/contrast.ts';
import { isEndless, longestOf } from './steady-figure.ts';
import type { MeasuredTurn, SideName } from './take-turns.ts';

/** Whether a run counts. */
export type Counts = (turn: MeasuredTurn) => boolean;

export const isTrusted: Counts = ({ reasons }) => reasons.length === 0;

/** A figure in the pairs of which both runs count, head against base. */
export function pairsIn(
  turns: readonly MeasuredTurn[],
  id: string,
  counts: Counts = isTrusted,
): PairedValues {
  const turnOf = (side: string, block: number) =>
    turns.find((each) => each.side === side && each.block === block)!.turn;
  const sideOf = (side: SideName) => runsOf(side, id, turns, counts);
  return pairedValues(id, sideOf('head'), sideOf('base'), turnOf);
}

/** The runs of a side with one of their figures. One that is endless is known to exceed the longest time of any run. */
function runsOf(side: SideName, id: string, turns: readonly MeasuredTurn[], counts: Counts): PairedRuns {
  const longest = longestOf(turns.map(({ figures }) => figures[id]!));
  return {
    name: side,
    repetitions: turns
      .filter((turn) => turn.side === side)
      .map((turn) => {
        const { block, figures } = turn;
        const isValid = counts(turn);
        const figure = figures[id]!;
        return isEndless(figure) && longest !== null
          ? { block, isValid, values: { [id]: longest }, ranges: { [id]: { low: longest, high: null } } }
          : { block, isValid, values: { [id]: figure.value } };
      }),
  };
}
