/**
 * Marks our own statements, so that they can be excluded from the counts of pg_stat_statements. (It keeps a comment inside a
 * statement, but not one before it.)
 */
export const OWN_STATEMENT = '/* proofload */';
