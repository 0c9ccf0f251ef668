import { formatBound } from '../../../harness/model/format.ts';
import type { SliName } from '../../../harness/model/target.ts';
import type { Level } from '../../shared/charts/time-series.ts';
import type { ReportData } from '../report-data.ts';

/** The promise about an SLI as a line, named on the side where the measured values should not be. */
export function promisedLevels({ verdict }: ReportData, sli: SliName): Level[] {
  return verdict.targets
    .filter((target) => target.sli === sli)
    .map((target) => ({
      value: target.bound,
      label: `promise: ${formatBound(target.operator, target.bound, target.unit)}`,
      kind: 'bound',
      labelSide: target.operator.startsWith('<') ? 'above' : 'below',
    }));
}
