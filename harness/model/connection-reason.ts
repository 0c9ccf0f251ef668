/**
 * The reason of a failed connection, in a few words. Node throws an AggregateError with an empty message if a name has several
 * addresses; fetch puts its reason into the cause; pg has its own words for a server that asks for a password when the URL has
 * none.
 */
export function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  if (cause instanceof TypeError && cause.cause !== undefined) return reasonOf(cause.cause);
  if (!(cause instanceof Error)) return String(cause);
  if (/^SASL: .*password must be/.test(cause.message)) return 'it asks for a password, and the URL has none';
  if (cause.message !== '') return cause.message;
  return 'code' in cause ? String(cause.code) : cause.name;
}
