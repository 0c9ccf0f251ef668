/**
 * Part of our own statements, so that they can be left out of what pg_stat_statements counts. (It does not keep a comment before
 * a statement, but keeps one inside it.)
 */
export const OWN_STATEMENT = '/* proofload */';
