import { describe, expect, it } from 'vitest';
import { commonBounds, inOwnNames, type MetricsMapping, missingIn, namesIn } from './mapped-metrics.ts';
import { parseExposition } from './prometheus-text.ts';
import { serverSecond } from './server-second.ts';

/** As a Go program with the usual client library writes them. */
const metrics = (times: number) => `
# TYPE http_requests_total counter
http_requests_total{code="200",method="get"} ${90 * times}
http_requests_total{code="500",method="get"} ${10 * times}
http_request_duration_seconds_bucket{route="list",le="0.07"} ${80 * times}
http_request_duration_seconds_bucket{route="list",le="+Inf"} ${100 * times}
http_request_duration_seconds_sum{route="list"} ${5 * times}
http_request_duration_seconds_count{route="list"} ${100 * times}
db_seconds_bucket{query="find",pool="a",le="0.005"} ${30 * times}
db_seconds_bucket{query="find",pool="a",le="0.07"} ${50 * times}
db_seconds_bucket{query="find",pool="a",le="+Inf"} ${60 * times}
db_seconds_sum{query="find",pool="a"} ${0.6 * times}
db_seconds_bucket{query="find",pool="b",le="0.005"} ${5 * times}
db_seconds_bucket{query="find",pool="b",le="0.07"} ${6 * times}
db_seconds_bucket{query="find",pool="b",le="+Inf"} ${6 * times}
db_seconds_sum{query="find",pool="b"} ${0.06 * times}
wait_ms_bucket{le="5"} ${7 * times}
wait_ms_bucket{le="20"} ${8 * times}
wait_ms_bucket{le="+Inf"} ${9 * times}
wait_ms_sum ${100 * times}
hits_total ${70 * times}
misses_total ${30 * times}
process_start_time_seconds 1700000000
unrelated_total 5
`;
const MAPPING: MetricsMapping = {
  requests: { counter: 'http_requests_total', statusLabel: 'code' },
  requestTime: { histogram: 'http_request_duration_seconds', routeLabel: 'route' },
  queryTime: { histogram: 'db_seconds', statementLabel: 'query' },
  poolWait: { histogram: 'wait_ms', unit: 'ms' },
  cache: { hits: 'hits_total', misses: 'misses_total' },
};

const read = (times: number, mapping = MAPPING) => parseExposition(metrics(times), namesIn(mapping));

describe('metrics under names of their own', () => {
  it('are read as those of the reference server', () => {
    const boundsMs = commonBounds([{ exposition: read(1), mapping: MAPPING }]);
    expect(boundsMs).toEqual([5]); // the only bound that both histograms have
    const [before, now] = [1, 3].map((times) => inOwnNames(read(times), MAPPING, boundsMs));
    expect(serverSecond('api', before!, now!, boundsMs)).toMatchObject({
      requests: 200,
      errors: 20,
      pool: null,
      queryTimeMs: { find: { counts: [70, 62], sum: expect.closeTo(1320) } },
      poolWaitMs: { counts: [14, 4], sum: 200 },
      cacheLookups: { all: { hit: 140, miss: 60, error: 0 } },
      routeTimes: { list: { requests: 200, totalMs: 10_000 } },
    });
  });

  it('have the exact bounds of a single histogram, in milliseconds', () => {
    const mapping = { queryTime: MAPPING.queryTime! };
    expect(commonBounds([{ exposition: read(1, mapping), mapping }])).toEqual([5, 70]);
  });

  it('count requests by their times, if nothing else counts them', () => {
    const { requests: _, ...mapping } = MAPPING;
    const [before, now] = [1, 2].map((times) => inOwnNames(read(times, mapping), mapping));
    expect(serverSecond('api', before!, now!, [])).toMatchObject({
      requests: 100,
      errors: 0,
      queryTimeMs: {},
    });
  });

  it('start again when the process does', () => {
    const [before, now] = [9, 1].map((times) => inOwnNames(read(times), MAPPING, [5]));
    expect(serverSecond('api', before!, now!, [5]).requests).toBe(100);
  });

  it('that do not exist are named', () => {
    expect(missingIn(read(1), MAPPING)).toEqual([]);
    const misspelt = {
      ...MAPPING,
      poolWait: { histogram: 'wait_msec' },
      cache: { hits: 'hit_total', misses: 'misses_total' },
    };
    expect(missingIn(read(1, misspelt), misspelt)).toEqual(['wait_msec', 'hit_total']);
  });
});
