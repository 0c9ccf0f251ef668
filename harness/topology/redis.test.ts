import { expect, it } from 'vitest';
import { redisConfig } from './redis.ts';

it('configures Redis as documented, kept to this machine, without persistence', () => {
  expect(redisConfig({ port: 16_379, password: 'secret', folder: '/var/tmp/x' })).toBe(
    `bind 127.0.0.1
port 16379
requirepass secret
dir "/var/tmp/x"
daemonize no
logfile ""
tcp-backlog 4096
maxmemory 2gb
maxmemory-policy allkeys-lru
save ""
appendonly no
`,
  );
});
