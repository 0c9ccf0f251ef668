import { ProofloadError } from '../model/errors.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * A load goes only to this machine's loopback.
 * @throws ProofloadError TARGET_NOT_ALLOWED
 */
export function requireAllowedTarget(baseUrl: string): void {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url && /^https?:$/.test(url.protocol) && LOOPBACK.test(url.hostname)) return;
  throw new ProofloadError(
    'TARGET_NOT_ALLOWED',
    `A load may not go to ${url ? url.origin : `"${baseUrl}"`}: only to this machine's loopback.`,
    'Give an address such as http://127.0.0.1:8080.',
  );
}
