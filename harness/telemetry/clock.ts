/** Wall-clock time, so that observations of different processes can be compared. */
export type WallClock = {
  /** epoch milliseconds */
  nowMs(): number;
  /** milliseconds that only ever increase, even if the wall clock is set back */
  monotonicMs(): number;
  /** Calls back once, not before `epochMs`. Returns a function that cancels it. */
  at(epochMs: number, callback: () => void): () => void;
};

export const systemClock: WallClock = {
  nowMs: Date.now,
  monotonicMs: () => performance.now(),
  at(epochMs, callback) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const waitMs = epochMs - Date.now();
      timer = setTimeout(() => (Date.now() >= epochMs ? callback() : arm()), Math.max(0, waitMs));
    };
    arm();
    return () => clearTimeout(timer);
  },
};
