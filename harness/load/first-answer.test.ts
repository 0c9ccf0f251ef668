import { describe, expect, it } from 'vitest';
import type { FirstAnswer } from '../model/first-answer.ts';
import { refusalOf } from './first-answer.ts';

const answer = (changes: Partial<FirstAnswer>): FirstAnswer => ({
  method: 'GET',
  path: '/students/s-1/sync',
  outcome: `status-${changes.status ?? 0}`,
  status: 0,
  failure: null,
  error: '',
  location: null,
  body: '',
  ...changes,
});
const refused = (
  changes: Partial<FirstAnswer>,
  baseUrl = 'http://127.0.0.1:8080',
  from = null as string | null,
) => refusalOf(answer(changes), baseUrl, from)!;

describe('the answer to the first request', () => {
  it.each<[string, Partial<FirstAnswer>]>([
    ['what was sent', { status: 403, path: '/a?key=s3cret' }],
    ['the answer', { status: 403, body: 'the key s3cret is wrong' }],
    ['where it leads', { status: 302, location: '/b?key=s3cret' }],
    ['the error', { outcome: 'network', failure: 'broken', error: 'cannot send s3cret' }],
  ])('is told without the secrets in %s', (_, changes) => {
    const hide = (text: string) => text.replaceAll('s3cret', '***');
    const named = { address: 'its url', notLetIn: 'Check it.', hide };
    const { sentence, hint } = refusalOf(answer(changes), 'http://127.0.0.1', null, named)!;
    expect(sentence).toContain('***');
    expect(`${sentence} ${hint}`).not.toContain('s3cret');
  });

  it('lets the load begin when it is correct', () => {
    expect(refusalOf(answer({ status: 200, outcome: 'correct' }), 'http://127.0.0.1:8080', null)).toBeNull();
  });

  it.each<[string, Partial<FirstAnswer>, string, string]>([
    [
      'redirect',
      { status: 301, location: 'https://a.example/' },
      'was redirected to https://a.example/ (301)',
      'does not follow redirects',
    ],
    [
      'session that is not known',
      { status: 401, body: '{"error":{}}' },
      'was answered 401: "{"error":{}}"',
      '--world',
    ],
    [
      'login page',
      { status: 200, outcome: 'content', body: '<title>Sign in' },
      'was answered 200, but not with what it asked for: "<title>Sign in"',
      'in front of it',
    ],
    ['limit', { status: 429, outcome: 'refused' }, 'was answered 429', 'limits'],
    ['error without words', { status: 503 }, 'was answered 503.', 'log of the system'],
    [
      'refused connection',
      { outcome: 'network', failure: 'refused', error: 'dial: connection refused' },
      'was refused the connection',
      'port',
    ],
    [
      'silence',
      { outcome: 'timeout', failure: 'timeout', error: 'request timeout' },
      'got no answer in time (request timeout)',
      '10 s',
    ],
    [
      'host that is not there',
      { outcome: 'network', failure: 'timeout', error: 'dial: i/o timeout' },
      'got no answer in time',
      '10 s',
    ],
    [
      'unknown name',
      { outcome: 'network', failure: 'name', error: 'lookup: no such host' },
      'found no address for 127.0.0.1 (lookup: no such host)',
      'name',
    ],
    [
      'unknown authority',
      { outcome: 'network', failure: 'certificate', error: 'x509: unknown authority' },
      'did not trust the TLS certificate (x509: unknown authority)',
      'SSL_CERT_FILE',
    ],
    [
      'other TLS error',
      { outcome: 'network', failure: 'tls', error: 'tls: first record does not look like a TLS handshake' },
      'could not agree on TLS',
      'http://',
    ],
    [
      'connection that was cut',
      { outcome: 'network', failure: 'broken', error: 'read: connection reset by peer' },
      'got no answer (read: connection reset by peer)',
      'log of the system',
    ],
  ])('reports what came back for a %s, and what to do', (_, changes, what, hint) => {
    const refusal = refused(changes);
    expect(refusal.sentence).toContain('k6 sent GET http://127.0.0.1:8080/students/s-1/sync and ');
    expect(refusal.sentence).toContain(what);
    expect(refusal.hint).toContain(hint);
  });

  it('is quoted in a few words on one line, whatever it holds', () => {
    const { sentence } = refused({ status: 500, body: `a\n\x1b[31mb\u202e${'c'.repeat(1000)}` });
    expect(sentence).toContain('"a \uFFFD[31mb\uFFFDccc');
    expect(sentence.length).toBeLessThan(300);
    expect(refused({ status: 302, location: '/\x1b[2J' }).sentence).not.toContain('\x1b');
    expect(refused({ outcome: 'network', error: 'x\x07' }).sentence).not.toContain('\x07');
  });

  it('suggests [::1] if localhost refused, because k6 resolves the name to 127.0.0.1', () => {
    const changes = { outcome: 'network', failure: 'refused' } as const;
    expect(refused(changes, 'http://localhost:8080').hint).toContain('--target http://[::1]:8080');
    expect(refused(changes, 'https://localhost').hint).toContain('--target https://[::1]');
    expect(refused(changes, 'http://127.0.0.1:8080').hint).not.toContain('::1');
  });

  it.each<[string, Partial<FirstAnswer>]>([
    ['403', { status: 403 }],
    ['429', { status: 429, outcome: 'refused' }],
    ['a cut', { outcome: 'network', failure: 'broken', error: 'EOF' }],
  ])('may be due to the address of the client: %s', (_, changes) => {
    const { sentence, hint } = refused(changes, 'http://127.0.0.1:8080', '127.1.0.1');
    expect(sentence).toContain('from 127.1.0.1');
    expect(hint).toContain('an address of its own');
    expect(refused(changes).hint).not.toContain('an address of its own');
  });

  it('is not blamed on the address if that has nothing to do with it', () => {
    expect(refused({ status: 404 }, 'http://127.0.0.1:8080', '127.1.0.1').hint).not.toContain(
      'an address of its own',
    );
  });
});
