import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { ServerGroup, serverGroups, type Topology } from '../../model/topology.ts';
import { edgeOf } from './edge.ts';

const group = (kind: string, ...prefixes: string[]): ServerGroup => ({
  kind,
  count: 2,
  routes: prefixes.map((pathPrefix) => ({ pathPrefix })),
});
const portOf = (name: string) => ({ 'web-1': 1, 'web-2': 2, 'files-1': 3, 'files-2': 4 })[name] ?? 9;

describe('the edge in front of groups of servers', () => {
  it('has an upstream for each group and a route for each of its prefixes', () => {
    const groups = [{ ...group('web', '/'), weights: [3, 1] }, group('files', '/files', '/thumbnails')];
    expect(edgeOf(groups, portOf)).toEqual({
      upstreams: [
        {
          name: 'web',
          servers: [
            { port: 1, weight: 3 },
            { port: 2, weight: 1 },
          ],
        },
        {
          name: 'files',
          servers: [
            { port: 3, weight: 1 },
            { port: 4, weight: 1 },
          ],
        },
      ],
      routes: [
        { pathPrefix: '/', upstream: 'web' },
        { pathPrefix: '/files', upstream: 'files' },
        { pathPrefix: '/thumbnails', upstream: 'files' },
      ],
    });
  });

  it('sends everything to servers that are all alike', () => {
    const alike: Pick<Topology, 'servers' | 'weights'> = { servers: 2, weights: [1, 2] };
    expect(edgeOf(serverGroups(alike), (name) => Number(name.at(-1)))).toEqual({
      upstreams: [
        {
          name: 'api',
          servers: [
            { port: 1, weight: 1 },
            { port: 2, weight: 2 },
          ],
        },
      ],
      routes: [{ pathPrefix: '/', upstream: 'api' }],
    });
  });

  it('needs one group for paths without another prefix, and no prefix twice', () => {
    expect(() => edgeOf([group('files', '/files')], portOf)).toThrow('No group of servers answers "/"');
    expect(() => edgeOf([group('web', '/'), group('files', '/')], portOf)).toThrow('same prefix: /, /');
  });
});

it.each(['redis', 'postgres-like', 'nginx', 'server', 'Files', ''])('a kind cannot be called %j', (kind) => {
  expect(Value.Check(ServerGroup, group(kind, '/'))).toBe(false);
  expect(Value.Check(ServerGroup, group('files', '/'))).toBe(true);
});
