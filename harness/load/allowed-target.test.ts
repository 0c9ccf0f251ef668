import { describe, expect, it } from 'vitest';
import { requireAllowedTarget } from './allowed-target.ts';

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

  it('does not repeat a password from the address', () => {
    expect(() => requireAllowedTarget('http://u:secret@example.com')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});
