import { isHostIn, isLoopback } from '../load/allowed-target.ts';
import type { DryRun } from '../model/dry-run.ts';
import type { LoadProfile } from '../model/load.ts';
import type { Traffic } from '../model/traffic.ts';
import type { OwnWorld } from '../run/own-world.ts';
import { type Environment, variablesIn } from './from-environment.ts';
import type { ReadConfig } from './own-system.ts';
import { shownRequest } from './shown-request.ts';

type Given = { read: ReadConfig; world: OwnWorld; profile: LoadProfile; env: Environment };

/** Describes what a run of a system of one's own would send, without sending anything. */
export function dryRunOf({ read: { config, scenarioFile }, world, profile, env }: Given): DryRun {
  const { input, logIn } = world;
  const { hostname } = new URL(config.url);
  const shares = sharesOf(input.traffic);
  return {
    name: config.name,
    url: config.url,
    host: isLoopback(hostname) ? 'loopback' : isHostIn(config.hosts ?? [], hostname) ? 'own' : 'not-listed',
    users: input.users.length === 0 ? null : input.users.length,
    logIn: logIn.map((route) => shownRequest(route, {})),
    loads: profile.loads,
    requests: requestsOf(profile),
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

/** Users are assumed never to wait for a response. */
function requestsOf({ loads }: LoadProfile): number {
  return Math.round(
    loads.reduce((sum, { load, requestsPerArrival = 1, phases }) => {
      const perSec =
        load.model === 'open'
          ? load.arrivalRatePerSec * requestsPerArrival
          : load.users / (Math.max(1, load.thinkTimeMs) / 1000);
      return sum + phases.reduce((requests, { durationMs }) => requests + (perSec * durationMs) / 1000, 0);
    }, 0),
  );
}
