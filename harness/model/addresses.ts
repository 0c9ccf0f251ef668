import { ProofloadError } from './errors.ts';

const DATABASE_FORM = 'postgres://user:password@host:5432/database';
const REDIS_FORM = 'redis://user:password@host:6379/0';
/** For these modes, clients of PostgreSQL do what its manual says; for the others they do not. */
const SSL_MODES = ['disable', 'no-verify', 'verify-full'];
const ENCODE =
  'Percent-encode special characters of a password or a name (/ is %2F, @ is %40, # is %23, ? is %3F).';

/**
 * Makes sure that a database is reached exactly as its URL says. Clients accept any text: they take the host from a parameter,
 * the database from the user's name, and both from the environment. The error contains nothing from the URL, because in a misread
 * URL any part may be the password.
 * @throws ProofloadError ADDRESS_INVALID
 */
export function requireDatabaseUrl(text: string, name = 'DATABASE_URL'): void {
  const refuse = (what: string, hint = `Write it as ${DATABASE_FORM}. ${ENCODE}`) =>
    new ProofloadError('ADDRESS_INVALID', `${name} ${what}.`, hint);
  const url = URL.parse(text);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
    throw refuse('is not the URL of a PostgreSQL database');
  if (!isOneHost(url)) throw refuse('must name one host; sockets and lists of hosts cannot be used');
  if (url.hash !== '' || !isOneName(url.pathname)) throw refuse('must end with the name of one database');
  if (url.username === '') throw refuse('names no user');
  if (!isEncodedWell(url)) throw refuse('has a % that does not start a percent-encoded character');
  for (const [parameter, value] of url.searchParams) {
    if (parameter === 'sslmode' && SSL_MODES.includes(value)) continue;
    throw refuse(
      parameter === 'sslmode'
        ? 'has an sslmode that not every client understands alike'
        : 'has a parameter that not every client understands alike',
      `The only parameter is sslmode, with ${SSL_MODES.join(', ')} (encrypted without a check: no-verify). ${ENCODE}`,
    );
  }
}

/**
 * The same for a Redis: clients ignore a database that they cannot select, and take any of their options from a parameter.
 * @throws ProofloadError ADDRESS_INVALID
 */
export function requireRedisUrl(text: string, name = 'REDIS_URL'): void {
  const refuse = (what: string) =>
    new ProofloadError('ADDRESS_INVALID', `${name} ${what}.`, `Write it as ${REDIS_FORM}. ${ENCODE}`);
  const url = URL.parse(text);
  if (url === null || !/^rediss?:$/.test(url.protocol)) throw refuse('is not the URL of a Redis');
  if (!isOneHost(url)) throw refuse('must name one host; sockets and lists of hosts cannot be used');
  if (!/^(\/\d*)?$/.test(url.pathname)) throw refuse('may end with the number of a database, nothing else');
  if (url.hash !== '' || url.search !== '') throw refuse('has a parameter; none is allowed');
  if (url.username !== '' && url.password === '') throw refuse('names a user without a password');
  if (!isEncodedWell(url)) throw refuse('has a % that does not start a percent-encoded character');
}

/** The database that a Redis URL names; 0 if it names none. */
export function redisDatabaseOf(redisUrl: string): number {
  return Number(new URL(redisUrl).pathname.slice(1));
}

function isOneHost({ hostname, port }: URL): boolean {
  return /^(\[[0-9a-f:.]+\]|[\w.-]+)$/i.test(hostname) && port !== '0';
}

/** Whether a path, still encoded, is a single name. An @ or a colon in it most likely belonged to the password. */
function isOneName(pathname: string): boolean {
  return /^\/[^/@:]+$/.test(pathname);
}

function isEncodedWell({ username, password, pathname }: URL): boolean {
  return [username, password, pathname].every((part) => {
    try {
      decodeURIComponent(part);
      return true;
    } catch {
      return false;
    }
  });
}
