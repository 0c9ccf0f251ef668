import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import type { Topology } from '../../model/topology.ts';
import { partNamed, processesOf } from '../part.ts';
import { findPrograms, type Programs } from '../programs/programs.ts';
import { type System, startSystem } from '../system.ts';
import { type Fixture, STAND_IN_SERVER, startFixture } from '../testing/fixture.ts';
import { type NginxConfigOptions, nginxConfig } from './nginx-config.ts';

const MB = 1024 ** 2;
const env = { PATH: process.env.PATH, DATABASE_URL: 'not needed', REDIS_URL: 'not needed' };

let fixture: Fixture;
let programs: Programs;

beforeAll(async () => {
  fixture = await startFixture();
  programs = await findPrograms(env);
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
});

const OPTIONS: NginxConfigOptions = {
  port: 18_080,
  statusPort: 18_081,
  files: null,
  upstreams: [
    {
      name: 'web',
      servers: [
        { port: 13_001, weight: 2 },
        { port: 13_002, weight: 1 },
      ],
    },
    { name: 'files', servers: [{ port: 13_003, weight: 1 }] },
  ],
  routes: [
    { pathPrefix: '/', upstream: 'web' },
    { pathPrefix: '/public/', upstream: 'web', cacheForSec: 3 },
    { pathPrefix: '/files', upstream: 'files', bodyLimitBytes: 10 * MB, timeoutMs: 120_000, tries: 1 },
  ],
  workers: 1,
  openFileLimit: 1_024,
  workFolder: '', // of the test
};

describe('a configuration of two upstreams, a body limit and a cached route', () => {
  it('is one that nginx accepts', async () => {
    const workFolder = join(fixture.folder, 'nginx "work" folder');
    await mkdir(workFolder, { recursive: true });
    const file = join(fixture.folder, 'routes.conf');
    await writeFile(file, nginxConfig({ ...OPTIONS, workFolder }));
    const { stderr } = await promisify(execFile)(programs.nginx.path, [
      ...['-t', '-p', workFolder, '-e', 'stderr', '-c', file],
    ]);
    expect(stderr).toContain('test is successful');
    expect(stderr).not.toContain('[warn]');
  });

  it('has each of them in its place', () => {
    const text = nginxConfig({ ...OPTIONS, workFolder: '/w' });
    const location = (prefix: string) =>
      new RegExp(`location ${prefix} \\{([\\s\\S]*?)\\n {8}\\}`).exec(text)![1]!;
    expect(text).toMatch(/upstream web \{[^}]*127\.0\.0\.1:13001 weight=2[^}]*127\.0\.0\.1:13002 weight=1/);
    expect(text).toMatch(/upstream files \{[^}]*127\.0\.0\.1:13003 weight=1/);
    expect(text).toContain('proxy_cache_path "/w/cache"');
    expect(location('/')).not.toMatch(/proxy_cache|client_max_body_size|proxy_request_buffering/);
    expect(location('/public/')).toContain('proxy_cache_valid 200 3s;');
    expect(location('/files')).toContain(`client_max_body_size ${10 * MB};`);
    expect(location('/files')).toContain('proxy_request_buffering off;');
    expect(location('/files')).toContain('proxy_next_upstream off;');
    expect(location('/files')).toContain('proxy_read_timeout 120s;');
    expect(location('/files')).toContain('proxy_pass http://files;');
  });
});

describe('an edge in front of servers of two kinds', () => {
  const topology: Topology = {
    ...DOCUMENTED_TOPOLOGY,
    servers: [
      {
        kind: 'web',
        count: 2,
        weights: [2, 1],
        routes: [{ pathPrefix: '/' }, { pathPrefix: '/public', cacheForSec: 60 }],
      },
      {
        kind: 'files',
        count: 1,
        poolMax: 7,
        routes: [{ pathPrefix: '/files', bodyLimitBytes: 2 * MB, tries: 1 }],
      },
    ],
  };
  let system: System;
  type Seen = { server: string; path: string };
  const ask = (path: string, init?: RequestInit) => fetch(`${system.baseUrl}${path}`, init);
  const seenAt = async (path: string, init?: RequestInit) => (await (await ask(path, init)).json()) as Seen;

  beforeAll(async () => {
    system = await startSystem({
      stores: {
        databaseUrl: 'not looked at',
        serverRole: null,
        serverDatabaseUrl: 'postgres://u@127.0.0.1/d',
        serverReplicaUrls: [],
        serverRedisNodes: [{ url: 'redis://127.0.0.1', host: '127.0.0.1', port: 6379 }],
        serverObjectStore: null,
      },
      supervisor: fixture.supervisor,
      programs,
      topology,
      plantedDefects: {},
      platform: 'tvet-connect',
      folder: fixture.folder,
      serverEntry: STAND_IN_SERVER,
    });
  });
  afterAll(() => system.stop());

  it('sends each path to its kind, by weight within it', async () => {
    expect(processesOf(system.parts).map(({ name }) => name)).toEqual(['nginx', 'web-1', 'web-2', 'files-1']);
    const byServer: Record<string, number> = {};
    for (let request = 0; request < 12; request++) {
      const { server } = await seenAt('/any');
      byServer[server] = (byServer[server] ?? 0) + 1;
    }
    expect(byServer).toEqual({ 'web-1': 8, 'web-2': 4 });
    expect(await seenAt('/files/7')).toMatchObject({ server: 'files-1', path: '/files/7' });
  });

  it('accepts a large body where that is allowed, and refuses it elsewhere', async () => {
    const body = 'x'.repeat(MB);
    expect((await ask('/files/7', { method: 'PUT', body })).status).toBe(200);
    expect((await ask('/any', { method: 'PUT', body })).status).toBe(413);
    expect((await ask('/files/7', { method: 'PUT', body: 'x'.repeat(2 * MB + 1) })).status).toBe(413);
  });

  it('answers shared content from its cache, and asks a server if a request has credentials', async () => {
    const cacheStatus = async (headers: Record<string, string> = {}) =>
      (await ask('/public/1', { headers })).headers.get('x-cache-status');
    expect(await cacheStatus()).toBe('MISS');
    expect(await cacheStatus()).toBe('HIT');
    expect(await cacheStatus({ authorization: 'Bearer t' })).toBe('BYPASS');
    expect(await cacheStatus()).toBe('HIT');
    expect((await ask('/any')).headers.get('x-cache-status')).toBeNull();
  });

  it('keeps answering for one kind while the other is down', async () => {
    await partNamed(system.parts, 'files-1').stop();
    expect((await ask('/files/7')).status).toBe(502);
    expect((await ask('/any')).status).toBe(200);
    await partNamed(system.parts, 'files-1').restart();
    await expect.poll(async () => (await ask('/files/7')).status, { timeout: 60_000 }).toBe(200);
  });
});
