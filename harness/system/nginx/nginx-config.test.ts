import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nginxConfig, workerConnections } from './nginx-config.ts';

const OPTIONS = {
  port: 18_080,
  statusPort: 18_081,
  upstreams: [
    {
      name: 'api',
      servers: [
        { port: 13_001, weight: 1 },
        { port: 13_002, weight: 1 },
        { port: 13_003, weight: 2 },
      ],
    },
  ],
  routes: [{ pathPrefix: '/', upstream: 'api' }],
  files: null,
  workers: 2,
  openFileLimit: 20_000,
  workFolder: '/var/tmp/proofload-x',
};

describe('nginxConfig', () => {
  it('writes this file', async () => {
    await expect(nginxConfig(OPTIONS)).toMatchFileSnapshot(
      join(import.meta.dirname, '..', 'testing', 'nginx.golden.conf'),
    );
  });

  it('keeps a path with quotes in one piece', () => {
    const config = nginxConfig({ ...OPTIONS, workFolder: '/tmp/a "b" \\c' });
    expect(config).toContain('pid "/tmp/a \\"b\\" \\\\c/nginx.pid";');
  });
});

describe('workerConnections', () => {
  it('holds half of 30,000 users, uneven by five standard deviations, and the connections to the servers', () => {
    const users = 15_000 + 5 * Math.sqrt(30_000 * 0.5 * 0.5);
    const idleToServers = 256;
    expect(workerConnections(20_000)).toBeGreaterThan(users + idleToServers + 2_000);
    expect(workerConnections(20_000)).toBeLessThan(20_000);
  });

  it('stays sensible if open files are unlimited', () => {
    expect(workerConnections(Number.POSITIVE_INFINITY)).toBe(65_536);
  });
});
