/** What the known server did on one route since it was last reset, by its own clock. */
export type ServedRecord = {
  requests: number;
  failed: number;
  /** successful lookups; each request that looks up does so once */
  hits: number;
  /** in the order of their ends; empty for the trivial route */
  endedAtMs: number[];
  /** from the start of the handler until the response was handed over, for the same requests */
  serviceTimesMs: number[];
};

export function emptyRecord(): ServedRecord {
  return { requests: 0, failed: 0, hits: 0, endedAtMs: [], serviceTimesMs: [] };
}
