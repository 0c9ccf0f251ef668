/** Closes any element around it, begins a script, breaks a table, and contains characters that XML does not allow. */
export const PAYLOAD =
  '"\'></script></style></title></svg>--><script>alert(1)</script><img src=x onerror=alert(2)>|`*_[x](javascript:alert(3))\n# h &amp; ]]> \u001b[31m\u0000\u0007\u202E\u061C\uD800';

/** Texts with a meaning for the program; everything else is free text. */
const FIXED_TEXTS = new Set(
  [
    'pass fail inconclusive invalid valid open closed redis none complete aborted failed running kill pause',
    'warm-up ramp-up steady fault part-killed part-restored part-paused part-restored part-died note ms requests/s ratio users < <= > >=',
    'held violated unknown idle busy saturated',
    'generator balancer server-event-loop pool database-cpu database-locks database-io machine cache',
    'arrivals-dropped rate-not-reached start-delay generator-cpu machine-cpu vus-exhausted no-steady-state',
    'telemetry-gap clock-jump connections-lost dataset-changed code-changed connections',
    'better worse different no-difference-seen too-little-data supported refuted not-settled proved',
    'lower higher neither ratio difference full one-at-a-time a-a stopped-early planned memory-and-redis',
    'bytes queries/s s',
    'platforms experiments seen unseen too-little',
    'right wrong blind unknown invalid known served k6-open k6-closed autocannon fixed-rate saturation',
    'p50 p95 p99 failureRatio hitRatio requests responseTimeMs serviceTimeMs',
    'requests statements cache-lookups quantile rate share minimum second',
  ].flatMap((line) => line.split(' ')),
);

/** The same run or comparison with the payload at the end of every free text, including the keys of records. Types and numbers stay. */
export function hostile<T>(data: T): T {
  return poison(data, '') as T;
}

const RECORDS_WITH_FREE_KEYS = new Set([
  'versions',
  'serverSettings',
  'datasetRows',
  'failedByReason',
  'cacheByFamily',
  'cpuCoresByProcess',
  'cpuSecPer1000',
  'values',
  'medians',
  'levels',
  'factors',
  'arm',
  'against',
]);

function poison(value: unknown, parentKey: string): unknown {
  if (typeof value === 'string') return FIXED_TEXTS.has(value) ? value : value + PAYLOAD;
  if (Array.isArray(value)) return value.map((each) => poison(each, parentKey));
  if (value === null || typeof value !== 'object') return value;
  const freeKeys = RECORDS_WITH_FREE_KEYS.has(parentKey);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [freeKeys ? key + PAYLOAD : key, poison(each, key)]),
  );
}
