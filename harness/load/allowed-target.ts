import { ProofloadError } from '../model/errors.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * A load goes only to this machine's loopback, and to hosts that whoever started it has named one by one.
 * @param allowedHosts as they stand in the address: a name, or an IP address; without a port
 * @throws ProofloadError TARGET_NOT_ALLOWED
 */
export function requireAllowedTarget(baseUrl: string, allowedHosts: readonly string[] = []): void {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  const isWeb = url !== null && /^https?:$/.test(url.protocol);
  if (isWeb && (LOOPBACK.test(url.hostname) || allowedHosts.includes(url.hostname))) return;
  throw new ProofloadError(
    'TARGET_NOT_ALLOWED',
    `A load may not go to ${isWeb ? url.origin : 'what is not the address of a web server'}: only to this machine's loopback, and to hosts that --allow-host names.`,
    isWeb
      ? `If that system is yours, or you were asked to load it: --allow-host ${url.hostname}`
      : 'Give an address such as http://127.0.0.1:8080.',
  );
}

/** Whether clients may come from addresses of their own: every address below 127/8 is this machine's. */
export function hasLoopbackAddresses(baseUrl: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3})$/.test(new URL(baseUrl).hostname);
}
