import type { UserLimit } from '../../harness/model/user-limit.ts';
import { stepShares } from '../lib/journey.ts';
import { studentJourneys } from './mix.ts';

/** Section 5 of the document, as far as it limits users; logins are limited by address. */
export const userLimits: UserLimit[] = [
  { name: 'general', requests: 1000, windowSec: 15 * 60, share: 1 },
  {
    name: 'heavy',
    requests: 100,
    windowSec: 60 * 60,
    share: stepShares(studentJourneys()).get('progress.read') ?? 0,
  },
];
