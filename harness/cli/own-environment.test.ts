import { describe, expect, it } from 'vitest';
import { requireUsable, takeEnvironment } from './own-environment.ts';

it('removes what would affect our own connections, and returns the original for the commands', () => {
  const own: Record<string, string | undefined> = {
    PATH: '/bin',
    PGSSLMODE: 'require',
    PGOPTIONS: '-c search_path=x',
    PGPASSFILE: '/x',
    PGSERVICE: 'x',
    GIT_DIR: '/x/.git',
    PGBOUNCER_BIN: '/usr/sbin/pgbouncer',
    HTTPS_PROXY: 'http://proxy',
    no_proxy: 'example.com',
  };
  const before = { ...own };
  expect(takeEnvironment(own)).toEqual(before);
  expect(own).toEqual({
    PATH: '/bin',
    PGBOUNCER_BIN: '/usr/sbin/pgbouncer',
    HTTPS_PROXY: 'http://proxy',
    no_proxy: '*',
    NO_PROXY: '*',
  });
});

describe('an unusable environment', () => {
  it.each([
    [{ DATABASE_URL: 'postgres://app:P@ssw0rd/1@127.0.0.1:1/b' }, 'ADDRESS_INVALID'],
    [{ REDIS_URL: 'redis://127.0.0.1/cache' }, 'ADDRESS_INVALID'],
    [{ S3_ENDPOINT: 'http://127.0.0.1:9000' }, 'ADDRESS_INVALID'],
    [{ EDGE_URL: 'http://127.0.0.1:8080' }, 'INVALID_OPTION'],
    [{ REDIS_CLUSTER: '127.0.0.1:7000' }, 'INVALID_OPTION'],
    [{ DATABASE_REPLICA_URLS: 'postgres://a@b/c' }, 'INVALID_OPTION'],
    [{ TMPDIR: '/no/such/folder' }, 'INVALID_OPTION'],
    [{ TMPDIR: '/dev/null' }, 'INVALID_OPTION'],
  ])('%j is refused', (env, code) => {
    expect(() => requireUsable(env)).toThrow(expect.objectContaining({ code }));
  });

  it('is neither an empty one nor one with valid variables', () => {
    const env = {
      DATABASE_URL: 'postgres://a@b/c',
      REDIS_URL: 'redis://b',
      TMPDIR: '/tmp',
      REDIS_CLUSTER: '',
    };
    expect(() => requireUsable({})).not.toThrow();
    expect(() => requireUsable(env)).not.toThrow();
  });
});
