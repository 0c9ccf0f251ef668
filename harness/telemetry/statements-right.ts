import pg from 'pg';
import { INSUFFICIENT_PRIVILEGE } from '../model/sql-fault.ts';
import { OWN_STATEMENT } from './own-statement.ts';

/** Appendix A of PostgreSQL's manual. */
const UNDEFINED_TABLE = '42P01';
const NOT_PRELOADED = '55000';

/**
 * Whether pg_stat_statements can be read. The extension may be missing from the database (undefined_table), or from the server's
 * shared_preload_libraries (object_not_in_prerequisite_state). A missing right is reported.
 */
export async function canReadStatements(
  client: pg.Client,
  onRefused: (error: unknown) => void,
): Promise<boolean> {
  try {
    await client.query(`SELECT ${OWN_STATEMENT} 1 FROM pg_stat_statements LIMIT 1`);
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    if (error.code === UNDEFINED_TABLE || error.code === NOT_PRELOADED) return false;
    if (error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    onRefused(error);
    return false;
  }
}
