import { BlockList, isIP } from 'node:net';
import { ConfigError } from './config.ts';

/** Ranges by name, as in proxy-addr. */
const RANGES: Record<string, readonly string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Groups of an IPv6 address that name a network: a client controls the rest of its /64, and can change it at will. */
const NETWORK_GROUPS = 4;

/**
 * The key under which limits count an address; no user can have it. If the claimed address is not an address, the peer's is used
 * instead.
 */
export function addressKey(claimed: string, peer: string | undefined): string {
  const address = isIP(claimed) > 0 ? claimed : (peer ?? '');
  return `ip:${isIP(address) === 6 ? networkOf(address) : address}`;
}

/** The key under which limits count a user. */
export function userKey(userId: string): string {
  return `user:${userId}`;
}

/**
 * Tells whose forwarding headers are believed.
 * @param list addresses, networks ("10.1.0.0/16"), and the names loopback, linklocal and uniquelocal
 * @throws ConfigError for anything else
 */
export function trustedPeers(list: readonly string[]): (address: string | undefined) => boolean {
  const trusted = new BlockList();
  for (const entry of list) for (const network of RANGES[entry] ?? [entry]) add(trusted, network);
  // Nearly every request comes from the same balancer, so the last result is kept.
  let last: string | undefined;
  let isLastTrusted = false;
  return (address) => {
    if (address !== last) {
      const version = isIP(address ?? '');
      isLastTrusted = version > 0 && trusted.check(address!, version === 6 ? 'ipv6' : 'ipv4');
      last = address;
    }
    return isLastTrusted;
  };
}

function add(trusted: BlockList, network: string): void {
  const [address = '', prefix] = network.split('/');
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : /^\d+$/.test(prefix) ? Number(prefix) : bits + 1;
  if (version === 0 || length > bits) {
    throw new ConfigError('TRUST_PROXY must be a list of addresses or networks, separated by commas');
  }
  trusted.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
}

/** The /64 of an IPv6 address; for an IPv4-mapped one, the IPv4 address. */
function networkOf(address: string): string {
  // `URL` yields the canonical form of RFC 5952, but does not accept zones.
  const canonical = new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical) ?? [];
  if (high !== undefined && low !== undefined)
    return dotted(Number.parseInt(high, 16), Number.parseInt(low, 16));
  const [before = [], after = []] = canonical
    .split('::')
    .map((side) => side.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS).join(':');
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
