import type { ServerGroup } from '../../harness/model/topology.ts';
import { PATHS_OF_SERVICE, SERVICES } from '../../reference-server/school-management/documented.ts';

/** The document's split: one process for each of the five services, behind the same balancer. */
export const services: ServerGroup[] = SERVICES.map((kind) => ({
  kind,
  count: 1,
  routes: PATHS_OF_SERVICE[kind].map((pathPrefix) => ({ pathPrefix })),
}));
