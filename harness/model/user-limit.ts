/** How many requests one user, or one client address, may send within a window, according to a document. */
export type UserLimit = {
  name: string;
  /** whose requests are counted together: the virtual users of the generator have an address each */
  by: 'user' | 'address';
  requests: number;
  windowSec: number;
  /** share of their requests that the limit counts, 0-1 */
  share: number;
};
