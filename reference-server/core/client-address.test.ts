import { describe, expect, it } from 'vitest';
import { addressKey, trustedPeers } from './client-address.ts';

describe('the key of an address', () => {
  it.each([
    ['10.1.2.3', 'ip:10.1.2.3'],
    ['::ffff:10.1.2.3', 'ip:10.1.2.3'],
    ['::FFFF:0a01:0203', 'ip:10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', 'ip:2001:db8:1:2'],
    ['2001:DB8:1:2::', 'ip:2001:db8:1:2'],
    ['2001:0db8:0001:0002:ffff::1', 'ip:2001:db8:1:2'],
    ['2001:db8::1', 'ip:2001:db8:0:0'],
    ['::1', 'ip:0:0:0:0'],
    ['fe80::1%eth0', 'ip:fe80:0:0:0'],
  ])('%s is %s', (address, key) => expect(addressKey(address, '127.0.0.1')).toBe(key));

  it.each([
    's-0000010',
    '',
    '10.1.2',
    '10.1.2.3:80',
    '010.1.2.3',
    '1.2.3.4, 5.6.7.8',
    'user:s-1',
    'x'.repeat(5000),
  ])('is that of the peer if %j was claimed', (claimed) =>
    expect(addressKey(claimed, '10.9.9.9')).toBe('ip:10.9.9.9'),
  );
});

describe('the trusted peers', () => {
  it('are none without a list', () => expect(trustedPeers([])('127.0.0.1')).toBe(false));

  it('are those on the list: an address, a network, a named range', () => {
    const isTrusted = trustedPeers(['127.0.0.2', '10.1.0.0/16', 'uniquelocal', '::1']);
    const addresses = [
      '127.0.0.2',
      '::ffff:127.0.0.2',
      '10.1.255.1',
      '172.18.0.3',
      '192.168.1.1',
      'fd00::1',
      '::1',
    ];
    expect(addresses.filter((address) => !isTrusted(address))).toEqual([]);
    const others = ['127.0.0.1', '11.1.0.1', '172.32.0.1', '2001:db8::1', 's-0000010', '', undefined];
    expect(others.filter((address) => isTrusted(address))).toEqual([]);
  });

  it.each(['nowhere', '10.0.0.0/33', '10.0.0.0/x', 'fd00::/129', '10.0.0.0/'])('cannot include %s', (entry) =>
    expect(() => trustedPeers([entry])).toThrow('TRUST_PROXY'),
  );
});
