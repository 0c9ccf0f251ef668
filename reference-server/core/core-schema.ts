/** Creates the tables that every platform's database has besides its own, if they are missing. */
export const CORE_SCHEMA = new URL('owed-invalidations.sql', import.meta.url);

export const CORE_TABLES: readonly string[] = ['owed_invalidations'];
