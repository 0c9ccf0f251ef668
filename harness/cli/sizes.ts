import { ProofloadError } from '../model/errors.ts';
import { formatCount } from '../model/format.ts';
import type { Platform, Sizes } from '../model/platform.ts';
import { wholeNumber } from './options.ts';

/** The options for the size of a run. */
export type SizeOptions = { quick?: true; dataset?: string; users?: string; rate?: string };

export const DATASET_HELP = 'size of the data set, in the unit of the platform';

const MOST_USERS = 200_000;
const MOST_IN_DATASET = 1_000_000;
const MOST_PER_SEC = 100_000;

/**
 * The platform's own sizes, unless options override them. Without a given size, the data set is in proportion to the number of users.
 * @param world how many users exist in a system that was not started here; null: as many as are seeded, or as are wanted
 * @throws ProofloadError INVALID_OPTION, also for more users than have an account
 */
export function sizesOf(
  { sizes, population }: Pick<Platform, 'sizes' | 'population'>,
  { quick, dataset, users, rate }: SizeOptions,
  world: number | null,
): Sizes {
  const own = quick ? sizes.quick : sizes.full;
  const chosen =
    users === undefined
      ? Math.min(own.users, world ?? own.users)
      : wholeNumber('--users', users, { min: 1, max: world ?? MOST_USERS });
  const inProportion = own.users === 0 ? own.dataset : Math.round((own.dataset * chosen) / own.users);
  const result: Sizes = {
    dataset: datasetSizeOf(dataset) ?? Math.max(1, inProportion),
    users: chosen,
    ratePerSec:
      rate === undefined ? own.ratePerSec : wholeNumber('--rate', rate, { min: 1, max: MOST_PER_SEC }),
  };
  const accounts = world ?? population?.usersIn(result.dataset) ?? result.users;
  if (result.users > accounts) {
    throw new ProofloadError(
      'INVALID_OPTION',
      `${formatCount(result.users, 'user')} cannot be active at once, because only ${formatCount(accounts, 'user')} can log in.`,
      'Make --users smaller, or --dataset larger.',
    );
  }
  return result;
}

/** The value of `--dataset`; undefined without it. @throws ProofloadError INVALID_OPTION */
export function datasetSizeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber('--dataset', text, { min: 1, max: MOST_IN_DATASET });
}
