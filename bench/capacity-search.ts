/** What a search for a capacity concludes. */
export type Capacity = {
  /** the highest rate that was carried; 0 if none was */
  carriedPerSec: number;
  /** null: even the highest rate was carried */
  refused: Refused | null;
};

/** The lowest rate that was refused, and why its last trial refused it. */
export type Refused = { ratePerSec: number; because: string };

/** One trial of a rate. @returns why the rate is refused; null if it is carried */
export type Trial = (ratePerSec: number) => Promise<string | null>;

export type SearchLimits = {
  firstPerSec: number;
  /** a system that does not carry this rate carries none */
  minPerSec: number;
  maxPerSec: number;
  /** the search ends when the refused rate is at most this share above the carried one */
  precision: number;
};

/**
 * Finds the highest rate that a system carries, in whole requests a second. Brackets it first, doubling or halving the rate from
 * `firstPerSec`, and then bisects. A rate is decided by the best two of three trials; the third is only made if the first two disagree.
 */
export async function findCapacity(trial: Trial, limits: SearchLimits): Promise<Capacity> {
  let carriedPerSec = 0;
  let refused: Refused | null = null;
  let ratePerSec: number | null = limits.firstPerSec;
  while (ratePerSec !== null) {
    const because: string | null = await bestOfThree(trial, ratePerSec);
    if (because === null) carriedPerSec = ratePerSec;
    else refused = { ratePerSec, because };
    ratePerSec = nextRate(carriedPerSec, refused, limits);
  }
  return { carriedPerSec, refused };
}

/** Null: the search is over. */
function nextRate(
  carriedPerSec: number,
  refused: Refused | null,
  { minPerSec, maxPerSec, precision }: SearchLimits,
): number | null {
  if (refused === null) return carriedPerSec >= maxPerSec ? null : Math.min(2 * carriedPerSec, maxPerSec);
  const refusedPerSec = refused.ratePerSec;
  if (carriedPerSec === 0) {
    return refusedPerSec <= minPerSec ? null : Math.max(Math.round(refusedPerSec / 2), minPerSec);
  }
  const isPrecise = refusedPerSec - carriedPerSec <= Math.max(1, precision * carriedPerSec);
  return isPrecise ? null : Math.round((carriedPerSec + refusedPerSec) / 2);
}

async function bestOfThree(trial: Trial, ratePerSec: number): Promise<string | null> {
  const first = await trial(ratePerSec);
  const second = await trial(ratePerSec);
  const isAgreed = (first === null) === (second === null);
  return isAgreed ? second : await trial(ratePerSec);
}
