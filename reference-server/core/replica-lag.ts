/** State of the primary: its WAL position in bytes, its own clock, and when we asked, by our clock. */
export type PrimaryPosition = { walBytes: number; clockMs: number; askedAtMs: number };

/** How far a replica has come: its WAL position, and the last commit it has replayed, by the primary's clock. */
export type ReplicaPosition = { walBytes: number; committedAtMs: number | null };

const KEPT_POSITIONS = 120;

/**
 * The maximum age of a replica's answers. Neither of the usual measures works alone: the time since the last replayed commit grows
 * while the primary is idle, and WAL positions are bytes. So a replica that has replayed what the primary had when it was asked
 * does not lag at all. Otherwise its lag is the shorter of two bounds: the age (by the primary's clock) of the last commit that it
 * has replayed, and the time since the primary was where the replica is now.
 */
export class ReplicaLag {
  /** Oldest first, one a second. */
  readonly #positions: PrimaryPosition[] = [];

  /** Records where the primary is. Ask the replicas after that, not before. */
  note(position: PrimaryPosition): void {
    this.#positions.push(position);
    if (this.#positions.length > KEPT_POSITIONS) this.#positions.shift();
  }

  /** @returns milliseconds; infinite when nothing is known */
  of(replica: ReplicaPosition): number {
    const primary = this.#positions.at(-1);
    if (primary === undefined) return Number.POSITIVE_INFINITY;
    if (replica.walBytes >= primary.walBytes) return 0;
    const reached = this.#positions.findLast(({ walBytes }) => walBytes <= replica.walBytes);
    const byPosition = reached ? primary.askedAtMs - reached.askedAtMs : Number.POSITIVE_INFINITY;
    const byCommit =
      replica.committedAtMs === null ? Number.POSITIVE_INFINITY : primary.clockMs - replica.committedAtMs;
    return Math.max(0, Math.min(byPosition, byCommit));
  }
}
