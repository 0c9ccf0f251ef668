import type { Program, Programs } from '../harness/system/programs/programs.ts';
import type { Stores } from '../harness/system/stores.ts';
import type { Supervisor } from '../harness/system/supervision/supervisor.ts';

/** What every benchmark needs: its own servers, and a folder that is removed afterwards. */
export type Bench = {
  supervisor: Supervisor;
  programs: Programs;
  k6: Program;
  stores: Stores;
  folder: string;
  /** reports progress to the user */
  log(line: string): void;
};

/** Compares one of our figures with that of something simpler. Both are measured several times, alternately. */
export type Benchmark<Context> = {
  name: string;
  description: string;
  unit: string;
  /** the smallest ours / baseline that we accept */
  goal: number;
  setUp(bench: Bench): Promise<Context>;
  ours(context: Context): Promise<number>;
  baseline(context: Context): Promise<number>;
  tearDown(context: Context): Promise<void>;
};

export type Round = { ours: number; baseline: number };

/**
 * Measures a benchmark: one uncounted warm-up of each, then `rounds` pairs in alternating order, so that changes in the machine's speed
 * favour neither.
 */
export async function measure<Context>(
  benchmark: Benchmark<Context>,
  bench: Bench,
  rounds: number,
): Promise<Round[]> {
  const context = await benchmark.setUp(bench);
  try {
    await benchmark.ours(context);
    await benchmark.baseline(context);
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      const oursFirst = round % 2 === 0;
      const first = await (oursFirst ? benchmark.ours(context) : benchmark.baseline(context));
      const second = await (oursFirst ? benchmark.baseline(context) : benchmark.ours(context));
      measured.push(oursFirst ? { ours: first, baseline: second } : { ours: second, baseline: first });
      bench.log(
        `  round ${round + 1} of ${rounds}: ${(measured.at(-1)!.ours / measured.at(-1)!.baseline).toFixed(2)}`,
      );
    }
    return measured;
  } finally {
    await benchmark.tearDown(context);
  }
}
