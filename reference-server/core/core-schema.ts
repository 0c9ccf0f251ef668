/** SQL that creates the core's tables in a platform's database, if they are missing. */
export const CORE_SCHEMA = new URL('owed-invalidations.sql', import.meta.url);

export const CORE_TABLES: readonly string[] = ['owed_invalidations'];
