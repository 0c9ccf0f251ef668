import { ALIKE, namesInGroup, type ServerGroup } from '../../model/topology.ts';
import type { Route, Upstream } from './nginx-config.ts';

/**
 * Where the edge in front of groups of servers sends requests.
 * @throws RangeError if two routes have the same prefix, or none has "/": the topology is wrong
 */
export function edgeOf(
  groups: readonly ServerGroup[],
  portOf: (server: string) => number,
): { upstreams: Upstream[]; routes: Route[] } {
  const prefixes = groups.flatMap(({ routes }) => routes.map(({ pathPrefix }) => pathPrefix));
  if (!prefixes.includes('/')) throw new RangeError('No group of servers answers "/"');
  if (new Set(prefixes).size < prefixes.length)
    throw new RangeError(`Two routes have the same prefix: ${prefixes.join(', ')}`);
  return {
    upstreams: groups.map((group) => ({
      name: upstreamOf(group),
      servers: namesInGroup(group).map((name, index) => ({
        port: portOf(name),
        weight: group.weights?.[index] ?? 1,
      })),
    })),
    routes: groups.flatMap((group) =>
      group.routes.map((route) => ({ ...route, upstream: upstreamOf(group) })),
    ),
  };
}

/** If all servers are alike, they are the whole API. */
function upstreamOf({ kind }: ServerGroup): string {
  return kind === ALIKE ? 'api' : kind;
}
