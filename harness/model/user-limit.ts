/** How many requests one user may send within a window, according to a document. Pure data in scenarios/<slug>/user-limits.ts. */
export type UserLimit = {
  name: string;
  requests: number;
  windowSec: number;
  /** share of a user's requests that the limit counts, 0-1 */
  share: number;
};
