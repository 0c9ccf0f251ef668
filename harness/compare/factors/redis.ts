import { formatBytes, formatCount } from '../../model/format.ts';
import { figure, onOrOff, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

/** The server leaves shorter values as they are (docs/adr/0012). */
const COMPRESSED_FROM_BYTES = 4096;
const MEGABYTE = 1024 * 1024;

export const redisNodes: TopologyFactor<'redisNodes'> = {
  name: 'redisNodes',
  title: 'Redis nodes',
  isPlain: true,
  describe: (level) => (level === 1 ? 'a single Redis' : `a cluster of ${level}`),
  contradicts: ({ redisNodes: nodes, cache }) =>
    nodes > 1 && cache === 'none' ? 'A Redis cluster makes no difference when nothing is cached.' : null,
  prove({ facts }, { redisNodes: wanted }) {
    const nodes = facts.redisNodes;
    const evidence = nodes.map(({ keys }, index) => figure(`keys of node ${index + 1}`, keys, 'keys'));
    const isCluster = nodes.every((node) => node.isClusterNode);
    if (nodes.length !== wanted || isCluster !== wanted > 1) {
      return refuted(
        `There were ${formatCount(nodes.length, 'node')}${isCluster ? ' of a cluster' : ''}.`,
        ...evidence,
      );
    }
    return nodes.every(({ keys }) => keys > 0)
      ? proved(`${wanted === 1 ? 'The only node' : 'Every node'} held keys.`, ...evidence)
      : refuted('A node held no key at all.', ...evidence);
  },
};

export const redisMaxMemoryMb: TopologyFactor<'redisMaxMemoryMb'> = {
  name: 'redisMaxMemoryMb',
  title: 'memory of Redis',
  describe: (level) => `${level} MB`,
  contradicts: () => null,
  prove({ facts }, { redisMaxMemoryMb: wanted, redisNodes: nodes }) {
    const most = facts.redisNodes.reduce((sum, node) => sum + node.maxMemoryBytes, 0);
    const evidence = figure('maxmemory of all nodes', most, 'bytes');
    return Math.abs(most - wanted * MEGABYTE) <= nodes // each node gets a share, cut to whole bytes
      ? proved(`Redis was allowed ${formatBytes(most)}.`, evidence)
      : refuted(`Redis was allowed ${formatBytes(most)}, not ${wanted} MB.`, evidence);
  },
};

export const cacheGzip: TopologyFactor<'cacheGzip'> = {
  name: 'cacheGzip',
  title: 'compression of cached values',
  describe: onOrOff,
  contradicts: () => null,
  prove({ facts: { cachedValues } }, { cacheGzip: wanted }) {
    const compressed = cachedValues.filter(({ isCompressed }) => isCompressed).length;
    const long = cachedValues.filter(
      (value) => !value.isCompressed && value.sizeBytes >= COMPRESSED_FROM_BYTES,
    ).length;
    const evidence = [
      figure('cached values sampled', cachedValues.length, 'values'),
      figure('of these compressed', compressed, 'values'),
      figure('long but not compressed', long, 'values'),
    ];
    if (compressed + long === 0)
      return unknown('No sampled value was long enough to be compressed.', ...evidence);
    const isRight = wanted ? compressed > 0 && long === 0 : compressed === 0;
    const told = `${formatCount(compressed, 'value')} of ${cachedValues.length} were compressed, ${formatCount(long, 'long one')} were not.`;
    return isRight ? proved(told, ...evidence) : refuted(told, ...evidence);
  },
};
