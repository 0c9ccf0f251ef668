import { describe, expect, it } from 'vitest';
import { hasLoopbackAddresses, requireAllowedTarget } from './allowed-target.ts';

describe('where a load may go', () => {
  it.each([
    'http://127.0.0.1:8080',
    'http://localhost',
    'http://127.3.2.1:1',
    'https://[::1]:8443/base',
    'http://127.1', // a short form of 127.0.0.1
  ])('%s is this machine', (url) => {
    expect(() => requireAllowedTarget(url)).not.toThrow();
  });

  it.each([
    'http://192.0.2.7',
    'https://example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1@example.com', // a user name
    'http://[::2]',
    'http://0.0.0.0:80',
    'ftp://127.0.0.1',
    'file:///etc/hosts',
    '127.0.0.1:80',
    '',
  ])('%s is not', (url) => {
    expect(() => requireAllowedTarget(url)).toThrow(expect.objectContaining({ code: 'TARGET_NOT_ALLOWED' }));
  });

  it('goes to a host that was named, and to no other', () => {
    const allowed = ['staging.example.com', '192.0.2.7'];
    for (const url of ['https://staging.example.com:8443/api', 'http://192.0.2.7'])
      expect(() => requireAllowedTarget(url, allowed)).not.toThrow();
    const others = [
      'https://example.com',
      'https://www.staging.example.com',
      'http://192.0.2.70',
      'http://staging.example.com@example.com',
      'ftp://staging.example.com',
    ];
    for (const url of others)
      expect(() => requireAllowedTarget(url, allowed)).toThrow(
        expect.objectContaining({ code: 'TARGET_NOT_ALLOWED' }),
      );
  });

  it('says how to allow a host, if the URL has one', () => {
    const hintFor = (url: string) => {
      try {
        requireAllowedTarget(url);
      } catch (error) {
        return (error as { hint: string }).hint;
      }
      return null;
    };
    expect(hintFor('https://example.com/x')).toContain('--allow-host example.com');
    expect(hintFor('ftp://example.com')).not.toContain('--allow-host');
  });

  it('gives users their own addresses if all of these are this machine', () => {
    expect(['http://127.0.0.1:1', 'http://localhost', 'http://127.9.9.9'].map(hasLoopbackAddresses)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['http://[::1]:1', 'https://example.com', 'http://192.0.2.7'].map(hasLoopbackAddresses)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('does not repeat a password from the address', () => {
    expect(() => requireAllowedTarget('http://u:secret@example.com')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});
