import type { PartIdentity } from '../model/part-identity.ts';

/** SQLSTATE of the notice that PostgreSQL sends to every connection before it reinitialises. */
export const CRASH_SHUTDOWN = '57P02';

/**
 * Columns that distinguish one incarnation of a PostgreSQL server from the next. When a backend crashes, the postmaster survives
 * and restarts everything else, including the checkpointer. Without pg_read_all_stats the checkpointer is not visible.
 */
export const IDENTITY_COLUMNS = `
    extract(epoch FROM pg_postmaster_start_time())::text AS "postmasterStart",
    (SELECT extract(epoch FROM backend_start)::text FROM pg_stat_activity
      WHERE backend_type = 'checkpointer') AS "checkpointerStart",
    pg_is_in_recovery() AS "isReplica"`;

export type IdentityRow = {
  postmasterStart: string;
  checkpointerStart: string | null;
  isReplica: boolean;
};

/** @param crashes crash notices that our own connections received: the only evidence if the checkpointer is not visible */
export function databaseIdentity(row: IdentityRow, crashes: number): PartIdentity {
  return {
    instance: row.postmasterStart,
    initialization: row.checkpointerStart ?? `after ${crashes} crashes`,
    role: row.isReplica ? 'replica' : 'primary',
  };
}

/** Asks replicas for their identity alongside the primary. Answers are reported when they arrive, so a slow replica delays nothing. */
export class ReplicaIdentities {
  readonly #replicas: readonly { identity(): Promise<PartIdentity> }[];
  readonly #awaited = new Set<string>();
  readonly #answers = new Map<string, PartIdentity>();

  constructor(replicas: readonly { identity(): Promise<PartIdentity> }[]) {
    this.#replicas = replicas;
  }

  ask(): void {
    for (const [index, replica] of this.#replicas.entries()) {
      const name = `postgres-replica-${index + 1}`;
      if (this.#awaited.has(name)) continue;
      this.#awaited.add(name);
      void replica
        .identity()
        .then(
          (identity) => this.#answers.set(name, identity),
          () => {}, // unreachable: reports nothing
        )
        .finally(() => this.#awaited.delete(name));
    }
  }

  /** Drops answers that were not taken. If they were reported later, they would count as the state at that later time. */
  forget(): void {
    this.#answers.clear();
  }

  /** The answers that have arrived since the last call, by part. */
  take(): Record<string, PartIdentity> {
    const answers = Object.fromEntries(this.#answers);
    this.#answers.clear();
    return answers;
  }
}
