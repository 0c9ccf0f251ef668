import { describe, expect, it } from 'vitest';
import { redisDatabaseOf, requireDatabaseUrl, requireRedisUrl } from './addresses.ts';
import type { ProofloadError } from './errors.ts';

function refusalOf(check: () => void): ProofloadError {
  try {
    check();
  } catch (error) {
    return error as ProofloadError;
  }
  throw new Error('it was not refused');
}

describe('DATABASE_URL', () => {
  it.each([
    'postgres://app:pw@127.0.0.1:5432/b',
    'postgresql://app@db.example.com/b',
    'postgres://app:P%40ss%2F1@[::1]:5432/b%2Fc',
    'postgres://app:pw@h/b?sslmode=verify-full',
    'postgres://app:P@ss@127.0.0.1/b', // read as it was meant
  ])('%s is accepted', (url) => expect(() => requireDatabaseUrl(url)).not.toThrow());

  it.each([
    ['a password with a slash', 'postgres://app:P@s3cret/1@127.0.0.1:5432/b'],
    ['a password that is not a port', 'postgres://app:s3cret/1@127.0.0.1/b'],
    ['a password that is a port', 'postgres://app:5432/s3cret@127.0.0.1/b'],
    ['a password with a number sign', 'postgres://app:12#s3cret@127.0.0.1/b'],
    ['a password with a question mark', 'postgres://app:12?s3cret@127.0.0.1/b'],
    ['a password with a percent sign', 'postgres://app:s3cret%zz@127.0.0.1/b'],
    ['no database', 'postgres://app:s3cret@127.0.0.1:5432'],
    ['no database but a slash', 'postgres://app:s3cret@127.0.0.1:5432/'],
    ['two databases', 'postgres://app:s3cret@127.0.0.1/a/b'],
    ['no user', 'postgres://127.0.0.1/b'],
    ['a password without a user', 'postgres://:s3cret@127.0.0.1/b'],
    ['no host', 'postgres:///b?user=app&password=s3cret'],
    ['a socket', 'postgres://app:s3cret@%2Fvar%2Frun/b'],
    ['the host in a parameter', 'postgres://app:s3cret@127.0.0.1/b?host=10.0.0.1'],
    ['options', 'postgres://app:s3cret@127.0.0.1/b?options=-csearch_path%3Dx'],
    ['an SSL mode that clients interpret differently', 'postgres://app:s3cret@127.0.0.1/b?sslmode=require'],
    ['several hosts', 'postgres://app:s3cret@a:1,b:2/b'],
    ['several hosts on one port', 'postgres://app:s3cret@a,b/b'],
    ['another protocol', 'mysql://app:s3cret@127.0.0.1/b'],
    ['no address', 'app:s3cret'],
    ['words', 'host=127.0.0.1 password=s3cret'],
  ])('with %s is rejected, and the error shows nothing of it', (_what, url) => {
    const { code, message, hint } = refusalOf(() => requireDatabaseUrl(url));
    expect(code).toBe('ADDRESS_INVALID');
    expect(`${message} ${hint}`).not.toMatch(/s3cret|127\.0\.0\.1|10\.0|\bapp\b/);
    expect(hint).toMatch(/[Pp]ercent-encode/);
  });
});

describe('REDIS_URL', () => {
  it.each([
    ['redis://127.0.0.1', 0],
    ['redis://127.0.0.1:6379/', 0],
    ['rediss://app:pw@cache.example.com:6380/3', 3],
    ['redis://:pw@[::1]/15', 15],
  ])('%s is accepted, with database %i', (url, database) => {
    expect(() => requireRedisUrl(url)).not.toThrow();
    expect(redisDatabaseOf(url)).toBe(database);
  });

  it.each([
    ['a database that is not a number', 'redis://:s3cret@127.0.0.1/cache'],
    ['a negative database', 'redis://:s3cret@127.0.0.1/-1'],
    ['a path', 'redis://:s3cret@127.0.0.1/1/2'],
    ['a password with a slash', 'redis://:P@s3cret/1@127.0.0.1'],
    ['a password with a number sign', 'redis://:12#s3cret@127.0.0.1'],
    ['the database in a parameter', 'redis://:s3cret@127.0.0.1?db=3'],
    ['an option of a client', 'redis://:s3cret@127.0.0.1/0?family=6'],
    ['a user without a password', 'redis://s3cret@127.0.0.1'],
    ['a socket', 'redis+socket:///tmp/s3cret.sock'],
    ['a socket without a protocol', '/tmp/s3cret.sock'],
    ['several hosts', 'redis://:s3cret@a,b'],
    ['a port alone', '6379'],
  ])('with %s is rejected, and the error shows nothing of it', (_what, url) => {
    const { code, message, hint } = refusalOf(() => requireRedisUrl(url));
    expect(code).toBe('ADDRESS_INVALID');
    expect(`${message} ${hint}`).not.toMatch(/s3cret|127\.0\.0\.1/);
  });
});
