import { expect, it } from 'vitest';
import { slotRanges } from './redis-cluster.ts';
import { redisConfig } from './redis-config.ts';

const ALONE = {
  port: 16_379,
  password: 'secret',
  folder: '/var/tmp/x',
  maxMemoryBytes: 1000,
  clusterPort: null,
};

it('configures Redis as documented, open to this machine only, without persistence', () => {
  expect(redisConfig(ALONE)).toBe(
    `bind 127.0.0.1
port 16379
requirepass secret
dir "/var/tmp/x"
daemonize no
logfile ""
tcp-backlog 4096
maxmemory 1000
maxmemory-policy allkeys-lru
save ""
appendonly no
`,
  );
});

it('configures a node of a cluster like that, and how it reaches the others', () => {
  const node = redisConfig({ ...ALONE, clusterPort: 16_380 });
  expect(node.startsWith(redisConfig(ALONE))).toBe(true);
  expect(node.slice(redisConfig(ALONE).length)).toBe(
    `cluster-enabled yes
cluster-config-file nodes.conf
cluster-port 16380
cluster-announce-ip 127.0.0.1
cluster-node-timeout 15000
`,
  );
});

it('gives every one of the 16,384 slots to one node', () => {
  expect(slotRanges(1)).toEqual([[0, 16_383]]);
  expect(slotRanges(3)).toEqual([
    [0, 5461],
    [5462, 10_922],
    [10_923, 16_383],
  ]);
});
