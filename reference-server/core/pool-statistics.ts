import type { Logger } from 'pino';
import type { Database } from './database.ts';
import type { PoolStats } from './database-figures.ts';

/**
 * Logs the state of every pool now and then, the primary's and each replica's apart.
 * @returns a function that ends it
 */
export function logPoolStatistics(
  database: Pick<Database, 'pools'>,
  everySec: number,
  log: Logger,
): () => void {
  const logNow = () => {
    const { primary, replicas } = database.pools();
    log.info({ primary: inShort(primary), replicas: replicas.map(inShort) }, 'pool statistics');
  };
  const timer = setInterval(logNow, everySec * 1000).unref();
  return () => clearInterval(timer);
}

const inShort = ({ total, idle, waiting }: PoolStats) => ({ total, idle, waiting });
