import type { UserLimit } from '../../harness/model/user-limit.ts';
import { limits } from '../../reference-server/tvet-connect/documented.ts';
import { stepShares } from '../lib/journey.ts';
import { studentJourneys } from './mix.ts';

const { general, heavy } = limits;

/** The limits per user in section 5 of the document. Logins are limited per address. */
export const userLimits: UserLimit[] = [
  { name: general.name, by: 'user', requests: general.max, windowSec: general.windowSeconds, share: 1 },
  {
    name: heavy.name,
    by: 'user',
    requests: heavy.max,
    windowSec: heavy.windowSeconds,
    share: stepShares(studentJourneys()).get('progress.read') ?? 0,
  },
];
