/** k6's error codes of requests that it refused to send at all: an invalid URL, a blacklisted address, a blocked host. */
const REFUSED_BY_K6 = [1020, 1110, 1111];

/**
 * Why a request without a response is the generator's own fault, as a reason that begins with "generator-"; null when it may be the
 * system's. A refused or reset connection, a dial that timed out or a name that is not found is never the generator's.
 * Source: k6, lib/netext/httpext/error_codes.go.
 */
export function ownFault(errorCode: number, message: string): string | null {
  if (REFUSED_BY_K6.includes(errorCode)) return 'generator-refused';
  return shortageIn(message);
}

/**
 * k6 has one code (1213) for whatever else keeps it from connecting, and the operating system's words in its message. No regular
 * expressions: the first one costs every VU 14 KB, for all that belongs to them (docs/adr/0051).
 */
function shortageIn(message: string): string | null {
  const says = (words: string) => message.includes(words);
  if (says('too many open files')) return 'generator-out-of-files';
  if (says('assign requested address') || says('address already in use')) return 'generator-out-of-ports';
  if (says('no buffer space') || says('cannot allocate memory')) return 'generator-out-of-memory';
  return null;
}
