import type { Migration } from './migrate.ts';

/** What the systems of version 1 were, where version 2 can say more. */
const FACTORS_OF_VERSION_1 = {
  weights: null,
  memoryCacheEntries: 10_000,
  memoryCacheTtlSec: 5,
  cacheTtlFactor: 1,
  redisMaxMemoryMb: 2048,
  redisNodes: 1,
  replicas: 0,
  pgbouncer: false,
  singleFlight: true,
  platform: {},
};

/** run.json. Version 2 has more factors, and knows of systems that were not started here. */
export const RUN_VERSIONS: Migration = {
  currentVersion: 2,
  steps: {
    1: ({ topology, ...rest }) => ({
      ...rest,
      target: null,
      topology: { ...FACTORS_OF_VERSION_1, ...(topology as object) },
    }),
  },
};
