import { formatMeasure, formatPercent } from '../../model/format.ts';
import type { GaugeIndicator } from '../../model/indicator.ts';
import { indicatorInWords } from '../../model/indicator-words.ts';
import type { Interval } from '../../model/verdict.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import type { Counted } from '../../stats/with-endless.ts';
import { holds, sideOf } from '../decide.ts';
import { type CaseOf, type Estimated, unitIn } from '../estimate.ts';
import { notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { valueQuantileInterval } from '../over-phases.ts';
import { quoted } from '../reason.ts';
import { decideQuantile } from './quantile.ts';
import { figuresOf } from './samples.ts';

type GaugeQuantile = Extract<GaugeIndicator, { statistic: 'quantile' }>;

/** A quantile of a gauge over seconds. An interval of the 95th percentile needs 72 of them. */
export function estimateGaugeQuantile(given: CaseOf<GaugeQuantile>): Estimated {
  const { indicator, phases, target, random } = given;
  const { q } = indicator;
  const { operator, bound } = target;
  const bySecond = phases.map((phase) => figuresOf(phase, indicator).map(({ value }) => value));
  const values = bySecond.flat();
  const sample = new SortedSample(values);
  const actual = sample.quantile(q);
  const names = quoted(phases.map(({ name }) => name));
  if (actual === null) return notMeasured(`The ${indicatorInWords(indicator)} was not measured in ${names}.`);
  const counted: Counted = {
    count: sample.count,
    rankBounds: (rank) => sample.rankBounds(rank),
    countAtMost: (x) => {
      const count = values.filter((value) => value <= x).length;
      return { low: count, high: count };
    },
    quantile: () => ({ value: actual, low: actual, high: actual }),
  };
  const { decision, interval, settledBy } = decideQuantile({
    sample: counted,
    worst: counted,
    resampled: valueQuantileInterval(bySecond, q, CONFIDENCE, random),
    q,
    promise: target,
    side: (of: Interval) => sideOf(of, operator, bound),
    noun: { one: 'second', many: 'seconds' },
  });
  const unit = unitIn(given);
  const within = values.filter((value) => holds(value, operator, bound)).length / values.length;
  return {
    actual,
    interval,
    sampleCount: values.length,
    decision,
    claim: `the ${indicatorInWords(indicator)} was at most ${formatMeasure(actual, unit, bound)} in ${formatPercent(q)} of the seconds`,
    settledBy,
    evidence: [
      { label: 'seconds that kept the bound', value: within, unit: 'ratio' },
      { label: 'in the highest second', value: sample.quantile(1), unit },
    ],
  };
}
