import { processesOf } from '../system/part.ts';
import type { Stores } from '../system/stores.ts';
import type { System } from '../system/system.ts';
import type { PartSighting } from '../telemetry/part-watch.ts';
import type { Observed } from './system-under-test.ts';

type SeenStores = Pick<Stores, 'databaseUrl' | 'replicaUrls' | 'redisNodes' | 'parts'>;
type SeenSystem = Pick<System, 'servers' | 'parts'> & Partial<Pick<System, 'statusUrl'>>;

/** Everything that can be observed of a system that was started here. */
export function observedOf(stores: SeenStores, system: SeenSystem, atFirst?: PartSighting): Observed {
  const { databaseUrl, replicaUrls, redisNodes } = stores;
  const parts = [...stores.parts, ...system.parts];
  return {
    processes: () => processesOf(parts),
    servers: system.servers,
    database: { databaseUrl, replicaUrls, hasOwnStatistics: true, ...(atFirst && { atFirst }) },
    cacheUrls: redisNodes.map(({ url }) => url),
    ...(system.statusUrl && { edgeStatusUrl: system.statusUrl }),
  };
}
