/** k6's error codes of requests that it refused to send at all: an invalid URL, a blacklisted address, a blocked host. */
const REFUSED_BY_K6 = [1020, 1110, 1111];

/** k6 has one code (1213) for whatever else keeps it from connecting, and the operating system's words in its message. */
const SHORTAGES: [RegExp, string][] = [
  [/too many open files/, 'generator-out-of-files'],
  [/assign requested address|address already in use/, 'generator-out-of-ports'],
  [/no buffer space|cannot allocate memory/, 'generator-out-of-memory'],
];

/**
 * Why a request without a response is the generator's own fault, as a reason that begins with "generator-"; null when it may be the
 * system's. A refused or reset connection, a dial that timed out or a name that is not found is never the generator's.
 * Source: k6, lib/netext/httpext/error_codes.go.
 */
export function ownFault(errorCode: number, message: string): string | null {
  if (REFUSED_BY_K6.includes(errorCode)) return 'generator-refused';
  for (const [words, reason] of SHORTAGES) if (words.test(message)) return reason;
  return null;
}
