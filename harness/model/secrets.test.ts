import { describe, expect, it } from 'vitest';
import { ProofloadError } from './errors.ts';
import { withoutSecrets, withoutUrlSecrets } from './secrets.ts';

describe('withoutSecrets', () => {
  it.each([
    [
      ['verify', 'tvet-connect', '--users', '500'],
      ['verify', 'tvet-connect', '--users', '500'],
    ],
    [
      ['--target', 'https://me:pw@host/x?y=1'],
      ['--target', 'https://***@host/x?y=1'],
    ],
    [['--target=https://me:p@w@host/'], ['--target=https://***@host/']],
    [
      ['postgres://u:p@[::1]:5432/db?sslpassword=abc&x=1'],
      ['postgres://***@[::1]:5432/db?sslpassword=***&x=1'],
    ],
    [['redis://:pw@host:6379/0'], ['redis://***@host:6379/0']],
    [
      ['--metrics-token', 'abc', '--quick'],
      ['--metrics-token', '***', '--quick'],
    ],
    [
      ['--token=abc', '--api-key=x=y'],
      ['--token=***', '--api-key=***'],
    ],
    [
      ['--token', '--quick'],
      ['--token', '--quick'],
    ],
    [
      ['DATABASE_PASSWORD=abc', 'DATABASE_URL=postgres://u:p@h/d'],
      ['DATABASE_PASSWORD=***', 'DATABASE_URL=postgres://***@h/d'],
    ],
    [['https://host/path@2x.png'], ['https://***@2x.png']], // no password, but a misread one looks the same
    [['postgres://app:P@ssw0rd/1@127.0.0.1:1/b'], ['postgres://***@127.0.0.1:1/b']],
    [['postgres://app:a b#c?d/@h/b'], ['postgres://***@h/b']],
    [
      ['--metrics', 'http://127.0.0.1:1=secret', '--metrics=https://b/c=secret', '--out=x'],
      ['--metrics', 'http://127.0.0.1:1=***', '--metrics=https://b/c=***', '--out=x'],
    ],
    [
      ['--body', '{"user":"a","password": "p w","n":1}', '--body', 'user=a&client_secret=x&n=1'],
      ['--body', '{"user":"a","password": ***,"n":1}', '--body', 'user=a&client_secret=***&n=1'],
    ],
    [
      ['--header', 'x-token: $' + '{API_TOKEN}', '--url', 'http://h/a?key=abc&page=1'],
      ['--header', 'x-token: $' + '{API_TOKEN}', '--url', 'http://h/a?key=***&page=1'],
    ],
    [[], []],
  ])('%j becomes %j', (commandLine, safe) => {
    const given = [...commandLine];
    expect(withoutSecrets(given)).toEqual(safe);
    expect(given).toEqual(commandLine);
  });
});

describe('a text without the secrets of URLs', () => {
  it.each([
    ['getaddrinfo ENOTFOUND host', 'getaddrinfo ENOTFOUND host'],
    ['cannot parse "redis://:p/w@h:1/0", twice', 'cannot parse "redis://***@h:1/0", twice'],
    ['http://h/metrics?token=abc&x=1 failed', 'http://h/metrics?token=***&x=1 failed'],
    ['--metrics http://127.0.0.1:1=abc has', '--metrics http://127.0.0.1:1=*** has'],
    ['a://b:c@d and e://f:g@h', 'a://***@d and e://***@h'],
    ['like postgres://user:password@host/x', 'like postgres://user:password@host/x'],
    ['--metrics http://127.0.0.1:3001=token, or', '--metrics http://127.0.0.1:3001=token, or'],
  ])('%j becomes %j', (text, safe) => expect(withoutUrlSecrets(text)).toBe(safe));

  it('is the only text in an error for people', () => {
    const error = new ProofloadError('INTERNAL', 'at postgres://u:p/w@h/b', 'see redis://:pw@h');
    expect(`${error.message}, ${error.hint}`).toBe('at postgres://***@h/b, see redis://***@h');
    expect(error.stack).not.toContain('p/w');
  });
});
