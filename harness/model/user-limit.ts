/** How often one user may ask within a window, as a document has it. Pure data in scenarios/<slug>/user-limits.ts. */
export type UserLimit = {
  name: string;
  requests: number;
  windowSec: number;
  /** the share of a user's requests that it counts, 0-1 */
  share: number;
};
