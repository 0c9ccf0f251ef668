import { isDuration, isOfClient } from '../../model/indicator.ts';
import type { Estimated } from '../estimate.ts';
import type { Case } from '../finding.ts';
import { estimateChecks } from './checks.ts';
import { estimateDurationQuantile } from './duration-quantile.ts';
import { estimateExtreme } from './extreme.ts';
import { estimateGaugeQuantile } from './gauge-quantile.ts';
import { estimateLookupShare } from './lookup-share.ts';
import { estimateMeanDuration, estimateMeanOfSeconds, estimateMeanTime } from './mean.ts';
import { estimateQueryRate, estimateRequestRate } from './rate.ts';
import { estimateRequestShare } from './request-share.ts';
import { estimateServerShare } from './server-share.ts';
import { estimateTimeQuantile } from './time-quantile.ts';
import { estimateUsers } from './users.ts';

/** Picks the estimator: each statistic has one, with one kind of interval, whatever it is applied to. */
export function estimate(given: Case): Estimated {
  const { indicator } = given.target;
  if (isOfClient(indicator)) {
    switch (indicator.statistic) {
      case 'quantile':
        return estimateTimeQuantile({ ...given, indicator });
      case 'mean':
        return estimateMeanTime({ ...given, indicator });
      case 'maximum':
        return estimateExtreme({ ...given, indicator });
      case 'rate':
        return estimateRequestRate({ ...given, indicator });
      case 'share':
        return estimateRequestShare({ ...given, indicator });
    }
  }
  if (isDuration(indicator)) {
    switch (indicator.statistic) {
      case 'quantile':
        return estimateDurationQuantile({ ...given, indicator });
      case 'mean':
        return estimateMeanDuration({ ...given, indicator });
      case 'maximum':
        return estimateExtreme({ ...given, indicator });
    }
  }
  switch (indicator.source) {
    case 'statements':
      return indicator.per === 'request'
        ? estimateMeanOfSeconds({ ...given, indicator })
        : estimateQueryRate({ ...given, indicator: { ...indicator, per: indicator.per } });
    case 'cache-lookups':
      return estimateLookupShare({ ...given, indicator });
    case 'served-requests':
      return estimateServerShare({ ...given, indicator });
    case 'users':
      return estimateUsers({ ...given, indicator }, estimate);
    case 'checks':
      return estimateChecks({ ...given, indicator });
    case 'gauge':
      switch (indicator.statistic) {
        case 'quantile':
          return estimateGaugeQuantile({ ...given, indicator });
        case 'maximum':
        case 'minimum':
          return estimateExtreme({ ...given, indicator });
        default:
          return estimateMeanOfSeconds({ ...given, indicator });
      }
  }
}
