import { expect, it } from 'vitest';
import { GATES } from '../../../testdata/gates.ts';
import { bencherMetrics } from './bencher-metrics.ts';

it('gives times in nanoseconds, and uses the measures that every project at Bencher has', () => {
  expect(JSON.parse(bencherMetrics(GATES.budget))).toEqual({
    p95: { latency: { value: 18_200_000, lower_value: 17_900_000, upper_value: 18_600_000 } },
    correct: { ratio: { value: 0.992, lower_value: 0.991, upper_value: 0.9929 } },
    goodput: { throughput: { value: 499, lower_value: 497, upper_value: 500.2 } },
  });
});
