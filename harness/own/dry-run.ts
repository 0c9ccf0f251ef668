import { isHostIn, isLoopback } from '../load/allowed-target.ts';
import { requestsOf } from '../load/plan.ts';
import type { DryRun, TooFewRequests } from '../model/dry-run.ts';
import type { LoadProfile } from '../model/load.ts';
import type { Traffic } from '../model/traffic.ts';
import { tooFewRequests } from '../verdict/too-few-requests.ts';
import { type Environment, variablesIn } from './from-environment.ts';
import type { OwnSystem, ReadConfig } from './own-system.ts';
import { shownRequest } from './shown-request.ts';

type Given = { read: ReadConfig; system: OwnSystem; profile: LoadProfile; env: Environment };

/** Describes what a run of a system of one's own would send, without sending anything. */
export function dryRunOf({ read: { config, scenarioFile }, system, profile, env }: Given): DryRun {
  const { input, logIn } = system.world;
  const { hostname } = new URL(config.url);
  const shares = sharesOf(input.traffic);
  return {
    name: config.name,
    url: config.url,
    host: isLoopback(hostname) ? 'loopback' : isHostIn(config.hosts ?? [], hostname) ? 'own' : 'not-listed',
    users: input.users.length === 0 ? null : input.users.length,
    logIn: logIn.map((route) => shownRequest(route, {})),
    loads: profile.loads,
    requests: Math.round(profile.loads.reduce((sum, load) => sum + requestsOf(load), 0)),
    tooSmallFor: tooSmallFor(system, profile),
    routes: Object.entries(input.traffic.routes).map(([name, route]) => {
      const example = shownRequest(route, input.traffic.values ?? {});
      return {
        name,
        method: route.method,
        path: shownRequest(route, {}).path,
        share: shares.get(name) ?? 0,
        headerNames: Object.keys(example.headers),
        example,
      };
    }),
    scenario: scenarioFile,
    variables: variablesIn([input.traffic.routes, logIn, config.telemetry]).map((name) => ({
      name,
      isSet: (env[name] ?? '') !== '',
    })),
  };
}

/**
 * The targets of a system that a load on it is too small to show.
 * @param profile default: the loads of a full run
 */
export function tooSmallFor(
  { platform, world }: OwnSystem,
  profile: LoadProfile = platform.profileFor({
    ...platform.sizes.full,
    quick: false,
    servers: [],
    randomSeed: 1,
  }),
): TooFewRequests[] {
  const shares = sharesOf(world.input.traffic);
  return tooFewRequests(platform.targets, profile, (route) => shares.get(route));
}

/** The share of each route in all requests, if every journey is walked to its end. */
export function sharesOf({ journeys, routes, pages = {} }: Traffic): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { weight, steps } of journeys)
    for (const key of steps.flatMap((step) =>
      Object.hasOwn(routes, step) ? [step] : (pages[step]?.flat() ?? []),
    ))
      counts.set(key, (counts.get(key) ?? 0) + weight);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return new Map([...counts].map(([key, count]) => [key, count / total]));
}
