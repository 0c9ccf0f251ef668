import type { Target } from '../../harness/model/target.ts';
import { PHASES } from './profile.ts';

export const DOCUMENT = 'Ultudy scalability guide: from 1,000 to 100,000+ users';

/** The document has one promise that a single run can keep. Its other figures compare two systems: experiments/. */
export const targets: Target[] = [
  {
    id: 'ult.degrade',
    statement: 'While Redis is stopped in the middle of the load and comes back, no request fails',
    source: { document: DOCUMENT, section: 'Need Help? Everything is designed to fail gracefully' },
    indicator: { source: 'requests', statistic: 'share' },
    operator: '>=',
    bound: 1,
    phases: [PHASES.fault],
  },
];
