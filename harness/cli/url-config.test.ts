import { describe, expect, it } from 'vitest';
import { configOfUrl, type UrlOptions } from './url-config.ts';

const URL = 'http://127.0.0.1:3000/api/items?page=1';
const TOKEN = '$' + '{API_TOKEN}';

const config = (options: UrlOptions & { url?: string } = {}) =>
  configOfUrl({ url: URL, rate: '500', p95: '200', ...options }).config;

function refusal(options: UrlOptions): string {
  try {
    config(options);
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was accepted';
}

describe('--url', () => {
  it('is a whole config with a load, a promise and one request', () => {
    const options = { url: URL, rate: '500', users: '20', thinkTime: '500ms', duration: '2m' };
    const read = configOfUrl({ ...options, p95: '200', p99: '1500', availability: '99.9' });
    expect(read.promisedBy).toEqual(['--p95', '--p99', '--availability']);
    expect(read.config).toEqual({
      name: '127.0.0.1:3000/api/items',
      url: 'http://127.0.0.1:3000',
      targets: [{ p95Ms: 200 }, { p99Ms: 1500 }, { availability: 0.999 }],
      load: { ratePerSec: 500, users: 20, thinkTimeMs: 500, durationMs: 120_000 },
      routes: {
        'GET /api/items': {
          method: 'GET',
          path: '/api/items?page=1',
          status: '2xx',
          checks: [{ body: 'length', atLeast: 0 }],
        },
      },
    });
  });

  it('sends the method, the headers and the body as they are given', () => {
    const { routes, writes } = config({
      method: 'post',
      header: ['Accept: application/json', `Authorization: Bearer ${TOKEN}`],
      body: `{"a":{"b":"${TOKEN}"}}`,
      writes: true,
    });
    expect(writes).toBe(true);
    expect(routes!['POST /api/items']).toMatchObject({
      method: 'POST',
      headers: { accept: 'application/json', authorization: `Bearer ${TOKEN}` },
      body: { text: `{{"a":{{"b":"${TOKEN}"}}`, contentType: 'application/json' },
    });
    expect(config({ body: 'a=b' }).routes!['GET /api/items']).toMatchObject({
      body: { contentType: 'text/plain; charset=utf-8' },
    });
  });

  it('expects no body after HEAD', () => {
    expect(config({ method: 'HEAD' }).routes!['HEAD /api/items']).toMatchObject({ checks: [] });
  });

  it('means braces in an address as braces', () => {
    expect(config({ url: 'http://127.0.0.1/?filter={a}' }).routes!['GET /']!.path).toBe('/?filter={{a}');
  });

  it.each<[UrlOptions, string]>([
    [{ url: 'ftp://127.0.0.1' }, '--url must be an address that begins with http:// or https://'],
    [{ url: '127.0.0.1:3000' }, '--url must be an address'],
    [{ url: 'http://a:s3cret@127.0.0.1/' }, '--url must not contain a user name or a password.'],
    [{ method: 'LOOK' }, '--method must be one of GET, POST'],
    [{ header: ['no colon'] }, '--header must be a name, a colon and a value.'],
    [{ header: ['a: b\r\nc: d'] }, '--header must be a name'],
    [{ rate: '0' }, '--rate must be a whole number'],
    [{ duration: '90' }, '--duration must be a time from'],
    [{ availability: '101' }, '--availability must be a number from 1 to 100'],
  ])('is refused with %j', (options, message) => {
    expect(refusal(options)).toContain(message);
    expect(refusal(options)).not.toContain('s3cret');
  });

  it('is refused without a promise', () => {
    expect(() => configOfUrl({ url: URL, rate: '1' })).toThrow('Nothing is promised of this system');
  });
});
