import type { Topology } from '../model/run.ts';

/** The system as the TVET Connect document has it: sections 3, 4 and 7. */
export const DOCUMENTED_TOPOLOGY: Topology = {
  servers: 3,
  poolMax: 100,
  poolMin: 10,
  cache: 'redis',
  cacheGzip: true,
  indexes: true,
};
