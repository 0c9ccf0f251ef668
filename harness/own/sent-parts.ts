import { createHash } from 'node:crypto';
import type { ReadConfig } from './own-system.ts';

/**
 * A SHA-256 of each part of what a config has sent, by a name for people: "request items.list", "journey buy", "login". Runs are only compared if
 * they sent the same. Neither the random seed nor the order in which something is written makes a difference, nor does a secret: references to
 * environment variables count as they are written, and of the users' rows only how many there are and their columns.
 * @throws ProofloadError SCENARIO_INVALID
 */
export async function sentParts(read: ReadConfig): Promise<Record<string, string>> {
  const { scenarioFile } = read;
  const parts = writtenParts(read);
  if (scenarioFile !== null) {
    const { scenarioCode } = await import('../load/k6/bundle.ts'); // the bundler is slow to load
    parts.scenario = await scenarioCode(scenarioFile);
  }
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, hashOf(part)]));
}

function writtenParts({ config, planned, users }: ReadConfig): Record<string, unknown> {
  const { routes = {}, pages = {}, files = {}, values = {}, journeys = [] } = config;
  const { token, headers, writes = false } = config;
  const plan = planned?.plan;
  return {
    ...named('request', plan ? byName(plan.operations) : routes),
    ...named('page', plan ? byName(plan.pages ?? []) : pages),
    ...named('journey', byName(plan ? (plan.journeys ?? []) : journeys)),
    ...named('list of values', values),
    ...named('file', files),
    ...((token !== undefined || headers !== undefined) && { 'headers of every request': { token, headers } }),
    ...(config.users?.logIn && { login: [config.users.logIn].flat() }),
    ...(users.length > 0 && { users: { count: users.length, columns: Object.keys(users[0]!).sort() } }),
    ...(writes && { 'permission to write': true }),
  };
}

function named(kind: string, parts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [`${kind} ${name}`, part]));
}

function byName(parts: readonly { name: string }[]): Record<string, unknown> {
  return Object.fromEntries(Map.groupBy(parts, ({ name }) => name));
}

function hashOf(part: unknown): string {
  const text = JSON.stringify(part, (_, value: unknown) => (isFields(value) ? sorted(value) : value));
  return createHash('sha256').update(text).digest('hex');
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1)));
}
