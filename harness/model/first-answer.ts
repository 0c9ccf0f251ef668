/** The response to the request that is sent before a load. k6 writes it to a file, and the harness reads it. */
export type FirstAnswer = {
  method: string;
  path: string;
  /** as a load would judge it (harness/model/route.ts); anything but "correct" is a problem */
  outcome: string;
  /** 0: no response at all */
  status: number;
  /** why there was no response, with Go's message in `error`; null and '' if there was one */
  failure: RequestFailure | null;
  error: string;
  location: string | null;
  /** beginning of the body, unchanged; empty if the response was correct */
  body: string;
};

/** "timeout": while connecting or waiting; "broken": the connection ended, for whatever reason. Names as in scripts/k6/outcome.go. */
export type RequestFailure = 'timeout' | 'name' | 'certificate' | 'tls' | 'refused' | 'broken';
