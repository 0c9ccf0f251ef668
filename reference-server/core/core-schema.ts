/** Makes the tables that every platform's database has beside its own; in one that has them already it changes nothing. */
export const CORE_SCHEMA = new URL('owed-invalidations.sql', import.meta.url);

export const CORE_TABLES: readonly string[] = ['owed_invalidations'];
