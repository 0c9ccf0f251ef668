import { ALIKE, namesInGroup, type ServerGroup } from '../../model/topology.ts';
import type { Route, Upstream } from './nginx-config.ts';

/** What the edge in front of groups of servers sends where. */
export function edgeOf(
  groups: readonly ServerGroup[],
  portOf: (server: string) => number,
): { upstreams: Upstream[]; routes: Route[] } {
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

/** Servers that are all alike are the whole API. */
function upstreamOf({ kind }: ServerGroup): string {
  return kind === ALIKE ? 'api' : kind;
}
