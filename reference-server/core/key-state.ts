import { randomBytes } from 'node:crypto';
import type { Freshness } from './statement.ts';

/**
 * A key in Redis holds a value; a lease, while a request loads the value; or a mark, after the data has just been written
 * (docs/adr/0010). The first letter tells them apart: a value is JSON, plain or compressed, and never begins with one of these.
 */
const LEASE = 'lease:';
const LEASE_OF_WRITTEN = 'lease-of-written:';
const MARK = 'written:';
const FIRST_BYTE_OF_LEASES = LEASE.charCodeAt(0);
const FIRST_BYTE_OF_MARKS = MARK.charCodeAt(0);

const RANDOM_BYTES = 9;

/** A unique lease. For a key that was just written, every request that finds the lease needs the latest value. */
export function newLease(freshness: Freshness): string {
  return (freshness === 'latest' ? LEASE_OF_WRITTEN : LEASE) + random();
}

export function newMark(): string {
  return MARK + random();
}

export function isValue(state: Buffer): boolean {
  return state[0] !== FIRST_BYTE_OF_LEASES && state[0] !== FIRST_BYTE_OF_MARKS;
}

export function isMark(state: Buffer): boolean {
  return state[0] === FIRST_BYTE_OF_MARKS;
}

/** How fresh a load must be that finds this lease or mark. */
export function freshnessOf(state: string): Freshness {
  return state.startsWith(LEASE) ? 'may-lag' : 'latest';
}

function random(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url');
}
