/** What came back to the request that goes ahead of a load. k6 writes it down, and the harness reads it. */
export type FirstAnswer = {
  method: string;
  path: string;
  /** as a load would judge it; only "correct" is good (scenarios/lib/request.ts) */
  outcome: string;
  /** 0: no response at all */
  status: number;
  /** k6's code and words for what went wrong; 0 and empty if nothing did */
  errorCode: number;
  error: string;
  location: string | null;
  /** its beginning, as it came; empty when the answer was correct */
  body: string;
};
