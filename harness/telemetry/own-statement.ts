/**
 * Stands inside our own statements, so that they can be left out of what pg_stat_statements counts.
 * (A comment before a statement is not kept there, one inside it is.)
 */
export const OWN_STATEMENT = '/* proofload */';
