import { join } from 'node:path';
import { formatCount } from '../model/format.ts';
import type { Plan } from '../model/plan.ts';
import type { LoadedPlatform } from '../model/platform.ts';
import type { Route, Scalar } from '../model/route.ts';
import type { SystemConfig } from '../model/system-config.ts';
import type { Traffic } from '../model/traffic.ts';
import { sourceModule } from '../program/source-module.ts';
import type { OwnWorld } from '../run/own-world.ts';
import { type Environment, filledFromEnvironment, inTemplate } from './from-environment.ts';
import { invalidConfig } from './invalid-config.ts';
import {
  connectionsPerUserOf,
  type LoadName,
  profileIn,
  requestsPerArrivalOf,
  sizesIn,
} from './own-loads.ts';
import { targetsOf } from './own-targets.ts';
import { completedTraffic, requireSendable, writtenTraffic } from './own-traffic.ts';

const PLANNED_SCENARIO = sourceModule(join(import.meta.dirname, '../../scenarios/lib/own'), 'planned');

/** A config, and everything that it refers to. */
export type ReadConfig = {
  config: SystemConfig;
  /** the file, or "the command line", for people */
  where: string;
  /** names the target at a place in the config: "targets[0]", "--p95" */
  sectionOf(place: number): string;
  /** its plan, as people edit it, and what is sent by it; null: it has none */
  planned: { plan: Plan; traffic: Traffic } | null;
  /** absolute path of its scenario; null: it has none */
  scenarioFile: string | null;
  /** the rows of its users file; empty: it has none */
  users: Record<string, Scalar>[];
};

/** A system of one's own, ready to be verified. References to environment variables stand in `world` as they were written. */
export type OwnSystem = { platform: LoadedPlatform; world: OwnWorld };

/**
 * Makes a platform of a config, and what is sent to it.
 * @throws ProofloadError CONFIG_INVALID
 */
export function ownSystem(read: ReadConfig): OwnSystem {
  const { config, where, sectionOf, scenarioFile, users } = read;
  requireAddress(config.url, where);
  const { load } = config;
  const traffic = trafficOf(read);
  const logIn = [config.users?.logIn ?? []].flat();
  const columns = [...new Set(users.flatMap((user) => Object.keys(user)))];
  const completed = completedTraffic(
    traffic,
    config,
    scenarioFile ? null : [...columns, ...logIn.flatMap(({ captures = {} }) => Object.keys(captures))],
    where,
  );
  for (const route of logIn) requireSendable('users.logIn', route, where);
  const sizes = sizesIn(load);
  const mostUsers = Math.max(sizes.full.users, sizes.quick.users);
  if (users.length > 0 && mostUsers > users.length)
    throw invalidConfig(
      where,
      `load.users is ${mostUsers}, but the users file has only ${formatCount(users.length, 'user')}`,
      'Add users to the file, or lower load.users.',
    );
  const loads: LoadName[] = [
    ...(mostUsers > 0 ? (['closed'] as const) : []),
    ...(Math.max(sizes.full.ratePerSec, sizes.quick.ratePerSec) > 0 ? (['open'] as const) : []),
  ];
  if (loads.length === 0)
    throw invalidConfig(
      where,
      'it offers no load',
      'Give load.ratePerSec (--rate), load.users (--users), or both.',
    );
  const routes = Object.keys(completed.routes);
  const requestsPerArrival = load.requestsPerArrival ?? requestsPerArrivalOf(completed);
  const connectionsPerUser = connectionsPerUserOf(completed);
  const loadFile = scenarioFile ?? PLANNED_SCENARIO;
  return {
    platform: {
      slug: slugOf(config.name),
      title: config.name,
      document: where,
      sizes,
      targets: targetsOf(config.targets, { where, sectionOf, loads, routes }),
      profileFor: (options) => profileIn(load, { requestsPerArrival, connectionsPerUser }, options),
      connectionsPerUser,
      scenario: { loadFile, firstRequestFile: loadFile },
    },
    world: {
      // A login without a users file is that of one account, which everyone shares.
      input: {
        traffic: completed,
        users: logIn.length > 0 && users.length === 0 ? [{}] : users,
        writes: config.writes ?? false,
      },
      logIn,
      userCount: users.length > 0 ? users.length : null,
    },
  };
}

function requireAddress(text: string, where: string): void {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && `${url.username}${url.search}${url.hash}` === '')
    return;
  throw invalidConfig(
    where,
    'url must be the address of a system, like http://127.0.0.1:3000, without a user name or a query',
  );
}

/**
 * What k6 reads, with the values of environment variables in it: from here on it is a secret.
 * @throws ProofloadError CONFIG_INVALID when a variable is not set
 */
export function withSecrets(
  { input, logIn, userCount }: OwnWorld,
  env: Environment,
  where: string,
): OwnWorld {
  const secrets = new Set<string>();
  const writtenBy = (write: (value: string) => string) => (value: string) => {
    secrets.add(value);
    return write(value);
  };
  const fill = ({ path, ...route }: Route): Route => ({
    ...filledFromEnvironment(route, env, where, writtenBy(inTemplate)),
    path: filledFromEnvironment(path, env, where, writtenBy(encodeURIComponent)),
  });
  const { traffic } = input;
  const routes = Object.fromEntries(Object.entries(traffic.routes).map(([key, route]) => [key, fill(route)]));
  return {
    input: { ...input, traffic: { ...traffic, routes } },
    logIn: logIn.map(fill),
    userCount,
    secrets: [...secrets],
  };
}

function trafficOf({ config, where, planned, scenarioFile }: ReadConfig): Traffic {
  const written = writtenTraffic(config, where);
  if (planned && written)
    throw invalidConfig(where, 'it has both a plan and routes, but only one of them can say what is sent');
  const traffic = planned?.traffic ?? written;
  if (traffic) return traffic;
  if (scenarioFile) return { routes: {}, journeys: [] };
  throw invalidConfig(
    where,
    'it does not say what is sent',
    "Give routes: { home: { method: 'GET', path: '/' } }, a plan, or a scenario.",
  );
}

/** A name for folders: lower-case letters, digits and hyphens. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return slug === '' ? 'own-system' : slug;
}
