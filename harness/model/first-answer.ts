/** What came back to the request that goes ahead of a load. k6 writes it down, and the harness reads it. */
export type FirstAnswer = {
  method: string;
  path: string;
  /** as a load would judge it: only "correct" is one (scenarios/lib/route.ts) */
  outcome: string;
  /** 0: no response at all */
  status: number;
  /** what kept it from its response, and Go's words for that; null and empty when there was one */
  failure: RequestFailure | null;
  error: string;
  location: string | null;
  /** its beginning, as it came; empty when the answer was correct */
  body: string;
};

/** "timeout": connecting or answering; "broken": the connection, however it ended. As scripts/k6/outcome.go names them. */
export type RequestFailure = 'timeout' | 'name' | 'certificate' | 'tls' | 'refused' | 'broken';
