import { ProofloadError } from '../model/errors.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Allows a load only to this machine's loopback, and to hosts that the user has named one by one.
 * @param allowedHosts as written in the URL: a name or an IP address, without a port
 * @throws ProofloadError TARGET_NOT_ALLOWED
 */
export function requireAllowedTarget(baseUrl: string, allowedHosts: readonly string[] = []): void {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  const isWeb = url !== null && /^https?:$/.test(url.protocol);
  if (isWeb && (isLoopback(url.hostname) || isHostIn(allowedHosts, url.hostname))) return;
  throw new ProofloadError(
    'TARGET_NOT_ALLOWED',
    `A load may not go to ${isWeb ? url.origin : 'an address that is not a web server'}: it may only go to this machine's loopback and to hosts that --allow-host names.`,
    isWeb
      ? `If that system is yours, or you were asked to load it: --allow-host ${url.hostname}`
      : 'Give an address such as http://127.0.0.1:8080.',
  );
}

/** @param hostname as in a URL: an IPv6 address in brackets */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/**
 * Whether a host is among those that somebody has written down. "Shop.test" is "shop.test", and an IPv6 address may have its brackets or
 * not.
 * @param hostname as in a URL
 */
export function isHostIn(hosts: readonly string[], hostname: string): boolean {
  return hosts.some((host) =>
    [host, `[${host}]`].some((each) => URL.parse(`http://${each}`)?.hostname === hostname),
  );
}

/** Whether every client can have its own source address: all addresses in 127/8 are this machine's. */
export function hasLoopbackAddresses(baseUrl: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3})$/.test(new URL(baseUrl).hostname);
}
